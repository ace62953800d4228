-- Open an epoch: ARGV member, epoch, lease.
local held = epochOf(ARGV[1])
if held and tonumber(held) > tonumber(ARGV[2]) then
  -- A call from before a freeze that arrives late.
  return {}
end
if tonumber(ARGV[2]) > 1 and not held and not redis.call('ZSCORE', base .. ':t', ARGV[1]) then
  redis.call('SET', base .. ':r', text(now + tonumber(ARGV[3])))
end
pardon(tonumber(ARGV[3]))
redis.call('HSET', base .. ':m', ARGV[1], ARGV[2])
redis.call('ZADD', base .. ':d', text(now + tonumber(ARGV[3])), ARGV[1])
redis.call('SET', base .. ':b', text(now), 'NX')
return {}
