-- End a lease: ARGV member, epoch.
if epochOf(ARGV[1]) == ARGV[2] then
  redis.call('HDEL', base .. ':m', ARGV[1])
  redis.call('ZREM', base .. ':d', ARGV[1])
  redis.call('SADD', base .. ':s', ARGV[1])
end
return {}
