import type { RateAsk, RatePass } from '../../port.ts';
import { SliceAuthority } from '../authority.ts';
import type { RateLimitSettings, SliceAnswers, SliceAsk } from '../port.ts';
import { createRates, type GatewayRates } from '../rates.ts';
import { HandTime } from './hand-time.ts';

interface Message {
  gateway: string;
  asks: readonly SliceAsk[];
  answers: SliceAnswers | undefined;
  resolve(answers: SliceAnswers): void;
  reject(error: Error): void;
}

export interface Passed {
  readonly gateway: string;
  readonly pass: RatePass;
}

/** Several gateways and one authority; messages travel when the test says so, and may be repeated or lost. */
export class Network {
  readonly time = new HandTime();
  readonly gateways = new Map<string, GatewayRates>();
  readonly open: Passed[] = [];
  authority: SliceAuthority;
  /** Delivered at once, there and back. */
  prompt = false;
  away = false;
  onPass: (gateway: string) => void = () => undefined;
  refused = 0;
  private messages: Message[] = [];
  private readonly past: Message[] = [];
  private readonly rateLimits: readonly RateLimitSettings[];
  private made = 0;

  constructor(rateLimits: readonly RateLimitSettings[], gateways: number) {
    this.rateLimits = rateLimits;
    this.authority = this.newAuthority();
    for (let i = 0; i < gateways; i += 1) this.addGateway();
  }

  /** Calls at a gateway; what passes is noted, at once or later. */
  call(gateway: string, ask: RateAsk): void {
    const rates = this.gateways.get(gateway);
    if (rates === undefined) return;
    const passed = (pass: RatePass | undefined) => {
      if (pass === undefined || !this.gateways.has(gateway)) return;
      this.open.push({ gateway, pass });
      this.onPass(gateway);
    };
    try {
      const answer = rates.admit(ask);
      if (answer instanceof Promise) {
        answer.then(passed, () => {
          this.refused += 1;
        });
      } else passed(answer);
    } catch {
      this.refused += 1;
    }
  }

  end(at: number, actual = { tokens: 100, cost: 0n }): void {
    const [ended] = this.open.splice(at % Math.max(1, this.open.length), 1);
    ended?.pass.end(actual);
  }

  addGateway(): string {
    this.made += 1;
    const name = `g${this.made}`;
    const rates = createRates({
      rules: () => ({ version: 1, rateLimits: this.rateLimits }),
      now: this.time.now,
      after: this.time.after,
      authority: { ask: (asks) => this.send(name, asks) },
    });
    this.gateways.set(name, rates);
    this.authority.connected(name);
    this.tellGateways();
    return name;
  }

  /** It dies: its calls with it. */
  kill(gateway: string): void {
    this.gateways.get(gateway)?.stop();
    this.gateways.delete(gateway);
    this.messages = this.messages.filter((message) => message.gateway !== gateway);
    for (let i = this.open.length - 1; i >= 0; i -= 1) {
      if (this.open[i]?.gateway === gateway) this.open.splice(i, 1);
    }
    this.authority.disconnected(gateway);
    this.tellGateways();
  }

  /** A message gets one step further: to the authority, or its answer back. */
  deliver(choice: number): void {
    const message = this.messages[choice % Math.max(1, this.messages.length)];
    if (message === undefined) return;
    if (message.answers === undefined) {
      message.answers = copy(this.authority.ask(message.gateway, copy(message.asks)));
      this.past.push(message);
      return;
    }
    this.messages.splice(this.messages.indexOf(message), 1);
    message.resolve(message.answers);
  }

  /** Something the authority has had before comes again; nobody hears the answer. */
  repeat(choice: number): void {
    const message = this.past[choice % Math.max(1, this.past.length)];
    if (message !== undefined && this.gateways.has(message.gateway)) {
      this.authority.ask(message.gateway, copy(message.asks));
    }
  }

  /** Control cannot be reached by anybody. */
  lose(): void {
    this.away = true;
    for (const { reject } of this.messages.splice(0)) reject(new Error('lost'));
  }

  /** It is there again, having forgotten everything or not. */
  find(restarted: boolean): void {
    this.away = false;
    if (!restarted) return;
    this.authority = this.newAuthority();
    for (const [name, rates] of this.gateways) {
      this.authority.connected(name);
      rates.reconnected();
    }
  }

  private send(gateway: string, asks: readonly SliceAsk[]): Promise<SliceAnswers> {
    if (this.away) return Promise.reject(new Error('away'));
    if (this.prompt) return Promise.resolve(copy(this.authority.ask(gateway, copy(asks))));
    return new Promise((resolve, reject) => {
      this.messages.push({ gateway, asks: copy(asks), answers: undefined, resolve, reject });
    });
  }

  private newAuthority(): SliceAuthority {
    return new SliceAuthority({ now: this.time.now, limits: () => this.rateLimits });
  }

  private tellGateways(): void {
    for (const rates of this.gateways.values()) rates.gatewaysAre(this.authority.connectedGateways);
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
