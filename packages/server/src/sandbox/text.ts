import { pick, type Random } from './random.ts';
import { countTokens } from './tokens.ts';

type Lines = readonly [string, ...string[]];

interface Topic {
  words: RegExp;
  opening: Lines;
  body: Lines;
}

/** `{s}` is replaced by words of the question, so that answers visibly belong to it. */
const TOPICS: readonly [Topic, ...Topic[]] = [
  {
    words: /order|refund|invoice|deliver|return|account|password|subscription|ticket/i,
    opening: [
      'Thanks for reaching out about {s}.',
      'I am sorry for the trouble with {s}; let us sort it out.',
      'I looked into {s} for you.',
    ],
    body: [
      'The parcel left our warehouse on Tuesday and the carrier expects to deliver it within two working days.',
      'I have opened a replacement under the same order number, so you do not need to pay again.',
      'Refunds reach the original payment method in three to five banking days.',
      'You will get a confirmation by e-mail as soon as the change is booked.',
      'If the address has changed, please reply with the new one before six this evening.',
      'Your subscription stays active until the end of the billing period.',
      'I added a note to your account so that my colleagues see what we agreed.',
      'Is there anything else I can do for you today?',
    ],
  },
  {
    words: /contract|clause|liabilit|indemn|agreement|legal|nda|terminat/i,
    opening: [
      'The passage on {s} departs from our playbook in two places.',
      'Here is the review of {s}.',
      'On {s} I see one point that needs a decision.',
    ],
    body: [
      'The liability cap is set at twelve months of fees, while our standard position is twenty-four.',
      'The indemnity is mutual, which is acceptable, but it lacks a carve-out for gross negligence.',
      'Termination for convenience needs ninety days of notice; we usually accept sixty.',
      'The governing law is that of England and Wales, which is on the approved list.',
      'I suggest to strike the second sentence and to refer to the data processing annex instead.',
      'Renewal is automatic unless either party objects in writing thirty days before the term ends.',
      'No further deviations were found in the remaining sections.',
    ],
  },
  {
    words: /code|function|bug|test|typescript|python|refactor|compile|stack trace|sql/i,
    opening: [
      'The cause is in how {s} handles an empty input.',
      'Here is a smaller version of {s}.',
      'Two things stand out in {s}.',
    ],
    body: [
      'The loop reads one element past the end when the list has an odd length.',
      'Move the validation to the edge so that the inner function can rely on its types.',
      'A map from id to record makes the lookup constant instead of linear.',
      'The test passes by accident because both branches return the same default.',
      'I would return early here; the nesting hides the error path.',
      'Wrap the write in a transaction, otherwise a crash leaves the two tables apart.',
      'Run the suite once more with the flag set; the timing-dependent case should be stable now.',
    ],
  },
  {
    words: /claim|accident|damage|policy|insur|assess/i,
    opening: [
      'The claim concerning {s} is covered in principle.',
      'I checked {s} against the policy terms.',
      'For {s} one document is missing.',
    ],
    body: [
      'The incident falls inside the insured period and the deductible of 300 applies.',
      'Photos three and four show the damage clearly; the repair estimate is within the usual range.',
      'A police report is needed because a third party was involved.',
      'No similar claim was filed under this policy in the last twenty-four months.',
      'I recommend to approve the claim up to the estimate and to pay the workshop directly.',
      'The handling priority is normal; nobody was hurt.',
    ],
  },
  {
    words: /sales|e-?mail|prospect|pricing|demo|customer success|campaign/i,
    opening: [
      'Subject: A shorter path to {s}',
      'Hi, I noticed that your team is working on {s}.',
      'Following up on {s}:',
    ],
    body: [
      'Teams like yours usually spend a day a week on this, and most of it can be saved.',
      'In a pilot of four weeks a comparable company cut the time to answer by a third.',
      'I would gladly show you the two screens that matter; twenty minutes are enough.',
      'Would Thursday at ten or Friday at two suit you?',
      'There is no obligation, and you keep whatever we find in your data.',
      'Best regards, and have a good week.',
    ],
  },
  {
    words: /./s,
    opening: ['About {s}:', 'In short, {s} comes down to three points.', 'Here is what I found on {s}.'],
    body: [
      'The documents agree on the main figures and differ only in the date they were taken.',
      'The second source is more recent and should be preferred.',
      'The process has four steps, and the third one causes most of the delay.',
      'Responsibility lies with the regional office, with a copy to the head of operations.',
      'The numbers for the last quarter are up by six percent against the year before.',
      'It is worth checking the assumption on volume before a decision is made.',
      'A short summary and the list of sources are attached at the end.',
    ],
  },
];

const STOPWORDS = new Set(
  'about after again also and any are because been but can could does for from has have how into just like make need not now one our please should some such tell than that the their them then there these they this those use was were what when where which who why will with would write you your sandbox'.split(
    ' ',
  ),
);

/** English sentences of about `tokens` tokens (at least one sentence) that take up the question. */
export function writeText(random: Random, question: string, tokens: number): string {
  const topic = TOPICS.find(({ words }) => words.test(question)) ?? TOPICS[0];
  const sentences = [pick(random, topic.opening).replace('{s}', subjectOf(question))];
  let length = countTokens(sentences[0] ?? '');
  let previous = '';
  while (length < tokens) {
    const sentence = pick(random, topic.body);
    if (sentence === previous) continue;
    previous = sentence;
    sentences.push(sentence);
    length += countTokens(sentence);
  }
  return sentences.join(' ');
}

/** A few telling words of the question, in their order. */
function subjectOf(question: string): string {
  const plain = question.replace(/\[\[sandbox:[^\]]*\]\]/g, ' ').slice(0, 2_000);
  const words = plain.match(/[\p{L}][\p{L}\p{N}-]{2,}/gu) ?? [];
  const telling = [...new Set(words.map((word) => word.toLowerCase()))].filter(
    (word) => !STOPWORDS.has(word),
  );
  return telling.length === 0 ? 'your question' : telling.slice(0, 4).join(' ');
}
