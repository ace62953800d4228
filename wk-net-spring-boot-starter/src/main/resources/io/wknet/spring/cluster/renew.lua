-- Go on with a lease: ARGV member, epoch, lease, how many displaced connections to take.
-- Returns {held, {displaced}, {unswept}, microseconds to the next expiry, users, recovering, time}.
local held = epochOf(ARGV[1]) == ARGV[2]
local lease = tonumber(ARGV[3])
local displaced, unswept = {}, {}
if held then
  local deadline = now + lease
  pardon(lease)
  redis.call('SET', base .. ':b', text(now))
  redis.call('ZADD', base .. ':d', text(deadline), ARGV[1])
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', base .. ':d', '-inf', text(now))) do
    redis.call('HDEL', base .. ':m', member)
    redis.call('ZREM', base .. ':d', member)
    redis.call('ZADD', base .. ':t', text(now), member)
    redis.call('SADD', base .. ':s', member)
  end
  redis.call('ZREMRANGEBYSCORE', base .. ':t', '-inf', text(now - 86400000000))
  local list = base .. ':x:' .. ARGV[1]
  displaced = redis.call('LRANGE', list, 0, tonumber(ARGV[4]) - 1)
  if #displaced > 0 then
    redis.call('LTRIM', list, #displaced, -1)
  end
  unswept = redis.call('SMEMBERS', base .. ':s')
end
local expiry = lease
local first = redis.call('ZRANGE', base .. ':d', 0, 1, 'WITHSCORES')
for i = 1, #first, 2 do
  if first[i] ~= ARGV[1] then
    expiry = math.max(0, math.min(expiry, tonumber(first[i + 1]) - now))
  end
end
return {held and 1 or 0, displaced, unswept, text(expiry), redis.call('GET', base .. ':n') or '0', isRecovering() and 1 or 0, text(now)}
