import { PRELUDE } from './prelude.ts';

/** KEYS[2] is the leader's epoch, ARGV[1] the caller's: a leader that was deposed writes nothing more. */
const FENCE = `
local epoch, newest = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch < newest then return {'deposed'} end
if epoch > newest then redis.call('SET', KEYS[2], ARGV[1]) end
`;

/**
 * Brings an account in line with its budget, or begins it anew when it is of another server's run.
 * KEYS account, leader, accounts. ARGV epoch, budget, kind, start, end, limit, yellow, red, least, next, channel of control,
 * run it may be begun on ('' for none), incarnation ...
 * Answers {'kept'}, {'begun'}, {'lost'} (begun would have been needed), {'deposed'}.
 */
export const KEEP = `${PRELUDE}${FENCE}
local key = KEYS[1]
local budget, kind, start, finish, limit, yellow, red, least = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7],
  ARGV[8], ARGV[9]
local following, keeper, run = ARGV[10], ARGV[11], ARGV[12]
local server = identity()
local a = load(key)
local fits = a and a.run == server and a.kind == kind
if fits then
  local here, there = tonumber(a.start), tonumber(start)
  if there > here then
    if a.finish ~= '0' and there >= tonumber(a.finish) then begin(key, a, start, finish, limit, yellow, red)
    else fits = false end
  elseif there < here and tonumber(finish) > here then
    fits = false
  end
end

if not fits then
  if run ~= server then return {'lost'} end
  redis.call('DEL', key)
  redis.call('HSET', key, 'run', server, 'kind', kind)
  a = {start = start, finish = finish, limit = parse(limit), yellow = parse(yellow), red = parse(red), next = following,
    settled = ZERO, reserved = ZERO, idle = ZERO, missing = 0, waiting = '', level = 'green'}
elseif a.start == start then
  a.finish, a.limit, a.yellow, a.red, a.next = finish, parse(limit), parse(yellow), parse(red), following
end

a.least = least
for i = 13, #ARGV do
  if redis.call('HSETNX', key, 'h:' .. ARGV[i], UNTOLD) == 1 then a.missing = a.missing + 1 end
end
save(key, a, budget, keeper)
redis.call('SADD', KEYS[3], budget)
return {fits and 'kept' or 'begun'}
`;

/**
 * The ledger's figure takes the place of what the incarnations that are gone had told.
 * KEYS account, leader. ARGV epoch, budget, start, base, channel of control, channel of gateways, number of gone,
 * gone ..., then pairs: incarnation, instant from which it counts and up to which the base does.
 * Answers {'done'}, {'moved'} when run or period are not those the ledger was read for, {'deposed'}.
 */
export const REBASE = `${PRELUDE}${FENCE}
local key = KEYS[1]
local budget, keeper, channel = ARGV[2], ARGV[5], ARGV[6]
local a = load(key)
if not a or a.run ~= identity() or a.start ~= ARGV[3] then return {'moved'} end
local gone = tonumber(ARGV[7])
for i = 8, 7 + gone do
  local known = redis.call('HGET', key, 'h:' .. ARGV[i])
  if known then
    local h = holding(known)
    a.settled, a.reserved, a.idle = sub(a.settled, h.settled), sub(a.reserved, h.reserved), sub(a.idle, h.idle)
    if not h.told then a.missing = a.missing - 1 end
    redis.call('HDEL', key, 'h:' .. ARGV[i])
    withoutWaiting(a, ARGV[i])
  end
end
for i = 8 + gone, #ARGV, 2 do
  local known = redis.call('HGET', key, 'h:' .. ARGV[i])
  if known then
    local h = holding(known)
    h.covered = ARGV[i + 1]
    if not h.told and h.seq > 0 and h.from == h.covered then
      h.told = true
      a.missing = a.missing - 1
    end
    redis.call('HSET', key, 'h:' .. ARGV[i], holdingText(h))
  end
end
a.base = parse(ARGV[4])
save(key, a, budget, keeper)
wake(channel, a, budget, '', '0')
return {'done'}
`;

/** The budget is gone. Gateways that do not know yet find nothing certain until they do. KEYS account, leader, accounts. ARGV epoch, budget. */
export const REMOVE = `${FENCE}
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[3], ARGV[2])
return {'done'}
`;

/** Who shares what is left. KEYS live, leader. ARGV epoch, incarnation ... */
export const MEMBERS = `${FENCE}
redis.call('DEL', KEYS[1])
for i = 2, #ARGV do redis.call('SADD', KEYS[1], ARGV[i]) end
return {'done'}
`;

/** KEYS account ... Answers the server's identity, then each hash, empty when there is none. */
export const LOOK = `${PRELUDE}
local answer = {identity()}
for i = 1, #KEYS do answer[i + 1] = redis.call('HGETALL', KEYS[i]) end
return answer
`;
