-- Leave the directory: KEYS[1] the directory; ARGV node id, boot id.
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and string.match(held, '^%w+') == ARGV[2] then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return {}
