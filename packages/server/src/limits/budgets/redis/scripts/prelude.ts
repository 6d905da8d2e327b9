/**
 * What all scripts share. Lua numbers are doubles, so an amount is two of them, {1e-3 units, pico-units below},
 * exact up to 9e12 units; in the hash it is decimal text of pico-units.
 */
export const PRELUDE = `
local LIMB = 1000000000
local ZERO = {0, 0}

local function parse(s)
  local n = #s
  if n <= 9 then return {0, tonumber(s) or 0} end
  return {tonumber(string.sub(s, 1, n - 9)), tonumber(string.sub(s, n - 8))}
end

local function text(a)
  if a[1] < 0 then error('a sum is negative') end
  if a[1] == 0 then return string.format('%.0f', a[2]) end
  return string.format('%.0f%09.0f', a[1], a[2])
end

local function add(a, b)
  local low = a[2] + b[2]
  if low >= LIMB then return {a[1] + b[1] + 1, low - LIMB} end
  return {a[1] + b[1], low}
end

local function sub(a, b)
  local low = a[2] - b[2]
  if low < 0 then return {a[1] - b[1] - 1, low + LIMB} end
  return {a[1] - b[1], low}
end

local function less(a, b)
  return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end

local function part(a, divisor)
  local high = math.floor(a[1] / divisor)
  return {high, math.floor(((a[1] - high * divisor) * LIMB + a[2]) / divisor)}
end

local function wholeNano(a)
  return {a[1], a[2] - a[2] % 1000}
end

-- this process and its history of writes: another after a restart, and after every change of the primary
local function identity()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return run .. '.' .. history
end

local function words(s)
  local list = {}
  for word in string.gmatch(s, '%S+') do list[#list + 1] = word end
  return list
end

-- what one incarnation told: see README
local function holding(s)
  local w = words(s)
  return {seq = tonumber(w[1]), settled = parse(w[2]), reserved = parse(w[3]), idle = parse(w[4]),
    from = w[5], told = w[6] ~= '0', ahead = w[6] == '2', covered = w[7], granted = tonumber(w[8])}
end

local function holdingText(h)
  return string.format('%.0f %s %s %s %s %s %s %.0f', h.seq, text(h.settled), text(h.reserved), text(h.idle),
    h.from, h.told and (h.ahead and '2' or '1') or '0', h.covered, h.granted)
end

local UNTOLD = '0 0 0 0 0 0 - 0'

local function load(key)
  local v = redis.call('HMGET', key, 'run', 'start', 'end', 'limit', 'base', 'settled', 'reserved',
    'idle', 'missing', 'yellow', 'red', 'level', 'next', 'waiting', 'kind', 'least')
  if not v[1] then return nil end
  return {run = v[1], start = v[2], finish = v[3], limit = parse(v[4]), base = v[5] ~= '' and parse(v[5]) or nil,
    settled = parse(v[6]), reserved = parse(v[7]), idle = parse(v[8]), missing = tonumber(v[9]),
    yellow = parse(v[10]), red = parse(v[11]), level = v[12], next = v[13], waiting = v[14], kind = v[15],
    least = v[16]}
end

local function certain(a)
  return a.base ~= nil and a.missing == 0
end

local function spent(a)
  return add(a.base or ZERO, a.settled)
end

local function committed(a)
  return add(spent(a), add(a.reserved, a.idle))
end

local ORDER = {green = 1, yellow = 2, red = 3, exhausted = 4}

local function usedLevel(a)
  local used = add(spent(a), a.reserved)
  if not less(used, a.limit) then return 'exhausted' end
  if not less(used, a.red) then return 'red' end
  if not less(used, a.yellow) then return 'yellow' end
  return 'green'
end

local function levelOf(a)
  local level = usedLevel(a)
  return ORDER[a.least] > ORDER[level] and a.least or level
end

-- writes the account back; instance and h: the one holding that changed
local function save(key, a, budget, keeper, instance, h)
  local level = levelOf(a)
  local fields = {'start', a.start, 'end', a.finish, 'limit', text(a.limit), 'base', a.base and text(a.base) or '',
    'settled', text(a.settled), 'reserved', text(a.reserved), 'idle', text(a.idle),
    'missing', string.format('%.0f', a.missing), 'yellow', text(a.yellow), 'red', text(a.red), 'level', level,
    'next', a.next, 'waiting', a.waiting, 'least', a.least}
  if h then
    fields[#fields + 1] = 'h:' .. instance
    fields[#fields + 1] = holdingText(h)
  end
  redis.call('HSET', key, unpack(fields))
  if level ~= a.level then redis.call('PUBLISH', keeper, 'level ' .. budget) end
  a.level = level
end

local function eachHolding(key, visit)
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 'h:' then visit(string.sub(all[i], 3), holding(all[i + 1])) end
  end
end

-- whether some of an incarnation's calls of the period are the ledger's to count
local function countsFrom(from, start)
  return from ~= '0' and tonumber(from) >= tonumber(start)
end

-- a new period: nothing spent, every lease void
local function begin(key, a, start, finish, limit, yellow, red)
  a.base = certain(a) and ZERO or nil
  a.start, a.finish, a.limit, a.yellow, a.red, a.next = start, finish, parse(limit), parse(yellow), parse(red), ''
  a.settled, a.reserved, a.idle = ZERO, ZERO, ZERO
  eachHolding(key, function(instance, h)
    h.settled, h.reserved, h.idle = ZERO, ZERO, ZERO
    -- it began to count after the period did, by its clock: what came before is the ledger's
    if countsFrom(h.from, start) then a.base = nil end
    -- it was in this period before the account was, and what it told of it then was not kept
    if h.told and h.ahead then
      h.told = false
      a.missing = a.missing + 1
      a.base = nil
    end
    h.ahead = false
    redis.call('HSET', key, 'h:' .. instance, holdingText(h))
  end)
end

local function wake(channel, a, budget, by, answered)
  for _, name in ipairs(words(a.waiting)) do
    if name ~= by then redis.call('PUBLISH', channel .. name, 'wake ' .. budget .. ' ' .. by .. ' ' .. answered) end
  end
end

local function withoutWaiting(a, instance)
  local rest = {}
  for _, name in ipairs(words(a.waiting)) do
    if name ~= instance then rest[#rest + 1] = name end
  end
  a.waiting = table.concat(rest, ' ')
end
`;
