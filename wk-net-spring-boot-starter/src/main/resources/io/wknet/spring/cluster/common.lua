-- One shard of the presence store. KEYS[1] begins all its keys, so that they share a slot:
--   :m hash, member -> epoch of its lease        :d sorted set, member -> deadline
--   :t sorted set, members that were taken for dead -> when        :s set, members to be swept
--   :i:<member> set of its users        :x:<member> list of its connections that were displaced
--   :b when somebody last renewed a lease        :r until when it is recovering        :n number of users
--   :u:<uid> hash, "<member>/<connection>" -> "<epoch> <flag> <level> <sequence> <device>", and "a" if announced, which names the login that was told to
-- Times are microseconds since 1970, which a Lua number holds exactly until 2255.
local base = KEYS[1]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local function text(number)
  return string.format('%.0f', number)
end
local function epochOf(member)
  return redis.call('HGET', base .. ':m', member)
end
local alive = {}
local function isAlive(member)
  if alive[member] == nil then
    local deadline = redis.call('ZSCORE', base .. ':d', member)
    alive[member] = deadline and tonumber(deadline) > now or false
  end
  return alive[member]
end
local function isRecovering()
  return (tonumber(redis.call('GET', base .. ':r') or '0')) > now
end
-- If nobody has renewed for so long that the store itself must have been away, what was there goes on.
local function pardon(lease)
  if now - tonumber(redis.call('GET', base .. ':b') or text(now)) > lease / 3 * 2 then
    for _, member in ipairs(redis.call('ZRANGE', base .. ':d', 0, -1)) do
      redis.call('ZADD', base .. ':d', 'GT', text(now + lease), member)
    end
  end
end
-- A user's entries, and whether it is announced.
local function load(key)
  local all = redis.call('HGETALL', key)
  local entries, announced = {}, false
  for i = 1, #all, 2 do
    if all[i] == 'a' then
      announced = all[i + 1]
    else
      local member, connection = string.match(all[i], '^(.*)/(%d+)$')
      local epoch, flag, level, sequence, device = string.match(all[i + 1], '^(%d+) (%d+) (%d) (%d+) (%w+)$')
      entries[#entries + 1] = {field = all[i], member = member, connection = connection, epoch = epoch, flag = flag,
        level = level, sequence = tonumber(sequence), device = device}
    end
  end
  return entries, announced
end
local function has(entries, member)
  for _, entry in ipairs(entries) do
    if entry.member == member and not entry.gone then
      return true
    end
  end
  return false
end
