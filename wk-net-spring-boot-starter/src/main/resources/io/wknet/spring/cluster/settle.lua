-- Ask anew about users: ARGV uids. Returns those to announce as online.
local online = {}
if isRecovering() then
  return online
end
for _, uid in ipairs(ARGV) do
  local key = base .. ':u:' .. uid
  if redis.call('EXISTS', key) == 1 and redis.call('HSETNX', key, 'a', '1') == 1 then
    online[#online + 1] = uid
  end
end
return online
