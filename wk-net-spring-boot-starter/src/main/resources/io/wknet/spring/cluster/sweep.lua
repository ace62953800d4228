-- Take away a chunk of a member's entries: ARGV member, cursor. All of them if it has no lease, else those of older epochs.
-- Returns {next cursor, users to announce as offline ...}; the cursor is 0 when all is done.
local member = ARGV[1]
local epoch = epochOf(member)
local index = base .. ':i:' .. member
local scanned = redis.call('SSCAN', index, ARGV[2], 'COUNT', 500)
local result = {scanned[1]}
for _, uid in ipairs(scanned[2]) do
  local key = base .. ':u:' .. uid
  local entries, announced = load(key)
  local left = 0
  for _, entry in ipairs(entries) do
    if entry.member == member and entry.epoch ~= epoch then
      redis.call('HDEL', key, entry.field)
      entry.gone = true
    else
      left = left + 1
    end
  end
  if not has(entries, member) then
    redis.call('SREM', index, uid)
  end
  if left == 0 and #entries > 0 then
    redis.call('DEL', key)
    redis.call('DECR', base .. ':n')
    if announced then
      result[#result + 1] = uid
    end
  end
end
if scanned[1] == '0' then
  redis.call('SREM', base .. ':s', member)
  if not epoch then
    redis.call('DEL', base .. ':x:' .. member)
  end
end
return result
