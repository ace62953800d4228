-- Give claims up: ARGV member, epoch, then uid and connection for each. Returns the users to announce as offline.
local member = ARGV[1]
if epochOf(member) ~= ARGV[2] then
  return redis.error_reply('NOLEASE The presence store has no lease of ' .. member .. ' of epoch ' .. ARGV[2])
end
local offline = {}
for i = 3, #ARGV, 2 do
  local uid = ARGV[i]
  local key = base .. ':u:' .. uid
  if redis.call('HDEL', key, member .. '/' .. ARGV[i + 1]) == 1 then
    local entries, announced = load(key)
    if not has(entries, member) then
      redis.call('SREM', base .. ':i:' .. member, uid)
    end
    if #entries == 0 then
      redis.call('DEL', key)
      redis.call('DECR', base .. ':n')
      if announced then
        offline[#offline + 1] = uid
      end
    end
  end
end
return offline
