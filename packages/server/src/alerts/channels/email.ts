import { createTransport } from 'nodemailer';
import { plainText } from '../message.ts';
import { type Channel, DeliveryFailure } from './port.ts';

const TIMEOUT_MS = 5_000;
/** Replies that say something of the connection or of us, not of this mail: they may change. */
const OF_THE_SESSION: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** `alerts.smtp`, with its secrets from the environment. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  from: string;
  user?: string;
  password?: string;
  /** Environment variables that are named in the configuration and not set. */
  missing?: readonly string[];
}

/** Mail over SMTP, plain text. Without settings nothing can be sent, and says so. */
export function emailChannel(smtp: SmtpSettings | undefined): Channel {
  return {
    kind: 'email',
    fields: {
      required: ['to'],
      optional: [],
      remedy: { to: 'Give at least one address: ["oncall@example.com"].' },
    },
    async send({ to }, message, delivery, signal) {
      if (smtp === undefined) throw new DeliveryFailure(NOT_CONFIGURED);
      const [absent] = smtp.missing ?? [];
      if (absent !== undefined) {
        throw new DeliveryFailure(`The environment variable ${absent} of the mail server is not set.`);
      }
      signal.throwIfAborted();
      const transport = createTransport({
        host: smtp.host,
        port: smtp.port,
        secure: smtp.secure,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
      });
      const abort = () => transport.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await transport.sendMail({
          from: smtp.from,
          to: [...to],
          subject: message.subject.replaceAll(/[\r\n]+/g, ' '),
          text: plainText(message),
          // the same for every retry, and mails of one alert stand together
          messageId: `<${delivery}@weir>`,
          references: [`<${message.alert.id}@weir>`],
          headers: { 'x-weir-delivery': delivery, 'auto-submitted': 'auto-generated' },
        });
      } catch (error) {
        throw failure(error, smtp);
      } finally {
        signal.removeEventListener('abort', abort);
        transport.close();
      }
    },
  };
}

const NOT_CONFIGURED =
  'No mail server is configured: set alerts.smtp.host and alerts.smtp.from in weir.yaml.';

/** The server's own words may repeat what was sent to it; its number says enough. */
function failure(error: unknown, { host, port }: SmtpSettings): DeliveryFailure {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const server = `The mail server ${host}:${port}`;
  if (typeof responseCode !== 'number') {
    return new DeliveryFailure(`${server} cannot be reached${code === undefined ? '' : ` (${code})`}.`);
  }
  const what = code === 'EAUTH' ? 'refused user or password' : 'refused the message';
  return new DeliveryFailure(`${server} ${what} (${responseCode}).`, {
    retryable: responseCode < 500 || OF_THE_SESSION.has(responseCode),
  });
}
