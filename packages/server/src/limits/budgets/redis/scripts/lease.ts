import { PRELUDE } from './prelude.ts';

/** How far ahead of Redis' clock a gateway may begin a new period (ms). */
const SKEW_MS = 2_000;

/**
 * One message of a gateway: its figures, and what it asks for.
 * KEYS account, live. ARGV mode (report | recalled | ask | retry | last), budget, instance, period, from, settled,
 * reserved, idle, seq, need, want, now ('' for Redis' own clock), channel of gateways, channel of control, terms.
 * Answers: {'ok'}, {'uncertain'}, {'ending'}, {'short', holder ...} (asked to give back),
 * {'grant', granted, start, end, limit, settled, committed, level}.
 */
export const LEASE = `${PRELUDE}
local key, live = KEYS[1], KEYS[2]
local mode, budget, instance, period, from = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local settled, reserved, idle, seq = parse(ARGV[6]), parse(ARGV[7]), parse(ARGV[8]), tonumber(ARGV[9])
local need, want = parse(ARGV[10]), parse(ARGV[11])
local now, channel, keeper, terms = ARGV[12], ARGV[13], ARGV[14], ARGV[15]

local a = load(key)
if not a or a.run ~= identity() then return {'uncertain'} end
local known = redis.call('HGET', key, 'h:' .. instance)
if not known then
  redis.call('PUBLISH', keeper, 'stranger ' .. instance)
  return {'uncertain'}
end
-- the gateway counts something else: its rules, or control's, are not the newest
if terms ~= a.kind then
  if mode == 'report' or mode == 'recalled' then return {'ok'} end
  return {'uncertain'}
end

local following = words(a.next)
if following[1] == period then
  if now == '' then
    local t = redis.call('TIME')
    now = t[1] * 1000 + math.floor(t[2] / 1000)
  end
  if tonumber(now) + ${SKEW_MS} >= tonumber(period) then
    begin(key, a, unpack(following))
    known = redis.call('HGET', key, 'h:' .. instance)
    redis.call('PUBLISH', keeper, 'period ' .. budget)
  end
end

local h = holding(known)
local fresh = seq > h.seq
if fresh then
  local heldBefore = add(h.reserved, h.idle)
  a.settled, a.reserved, a.idle = sub(a.settled, h.settled), sub(a.reserved, h.reserved), sub(a.idle, h.idle)
  h.seq, h.from = seq, from
  local ahead = tonumber(period) > tonumber(a.start)
  if period == a.start then
    h.settled, h.reserved, h.idle = settled, reserved, idle
  elseif not ahead then
    h.reserved, h.idle = ZERO, ZERO
  end
  a.settled, a.reserved, a.idle = add(a.settled, h.settled), add(a.reserved, h.reserved), add(a.idle, h.idle)
  local told = h.told
  h.ahead = ahead
  if not ahead then told = from == '0' or from == h.covered end
  if told ~= h.told then a.missing = a.missing + (told and -1 or 1) end
  h.told = told
  withoutWaiting(a, instance)
  local answers = mode ~= 'report'
  if a.waiting ~= '' and (answers or less(add(h.reserved, h.idle), heldBefore)) then
    wake(channel, a, budget, instance, answers and '1' or '0')
  end
end

if mode == 'report' or mode == 'recalled' then
  if fresh then save(key, a, budget, keeper, instance, h) end
  return {'ok'}
end

local function answer(granted)
  save(key, a, budget, keeper, instance, h)
  return {'grant', text(granted), a.start, a.finish, text(a.limit), text(spent(a)), text(committed(a)), a.level}
end

local function wait(...)
  withoutWaiting(a, instance)
  a.waiting = a.waiting .. ' ' .. instance
  save(key, a, budget, keeper, instance, h)
  return {...}
end

-- overtaken by a later message, answered before, or of another period: nothing to be had, only news
if seq ~= h.seq or h.granted == seq or period ~= a.start then return answer(ZERO) end
if not certain(a) then return wait('uncertain') end

local function size()
  local taken = committed(a)
  if not less(taken, a.limit) then return ZERO end
  local left = sub(a.limit, taken)
  if less(left, need) then return ZERO end
  local share = part(left, 2 * math.max(1, redis.call('SCARD', live)))
  local wanted = wholeNano(less(want, share) and want or share)
  return less(need, wanted) and wanted or need
end

local granted = size()
if not less(granted, need) then
  withoutWaiting(a, instance)
  if less(ZERO, granted) then
    h.idle, a.idle, h.granted = add(h.idle, granted), add(a.idle, granted), seq
  end
  return answer(granted)
end
if less(a.limit, need) then return answer(ZERO) end
if mode == 'retry' then return wait('short') end

local asked, stuck = {}, ZERO
local waits = ' ' .. a.waiting .. ' '
eachHolding(key, function(name, other)
  local held = add(other.reserved, other.idle)
  if name == instance or not less(ZERO, held) then return end
  local hears
  if mode == 'ask' and not string.find(waits, ' ' .. name .. ' ', 1, true) then
    hears = redis.call('PUBLISH', channel .. name, 'recall ' .. budget) > 0
    if hears then asked[#asked + 1] = name end
  else
    hears = redis.call('PUBSUB', 'NUMSUB', channel .. name)[2] > 0
  end
  if not hears or redis.call('SISMEMBER', live, name) == 0 then stuck = add(stuck, held) end
end)
if #asked > 0 then return wait('short', unpack(asked)) end
withoutWaiting(a, instance)
if less(ZERO, stuck) and not less(add(a.limit, stuck), add(committed(a), need)) then
  save(key, a, budget, keeper, instance, h)
  return {'ending'}
end
return answer(ZERO)
`;
