-- Enter or stay in the directory: KEYS[1] the directory; ARGV node id, boot id, connections, users, lease in microseconds.
-- Returns {0, holder's boot id, microseconds that its entry lasts} if the id is in use, else {1, {node id, boot id, connections, users} ...}.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function parse(text)
  local boot, connections, users, deadline = string.match(text, '^(%w+) (%d+) (%d+) (%d+)$')
  return boot, connections, users, tonumber(deadline)
end
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local boot, _, _, deadline = parse(held)
  if boot ~= ARGV[2] and deadline > now then
    return {0, boot, string.format('%.0f', deadline - now)}
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. string.format('%.0f', now + tonumber(ARGV[5])))
local result = {1}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local boot, connections, users, deadline = parse(all[i + 1])
  if deadline > now then
    result[#result + 1] = {all[i], boot, connections, users}
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return result
