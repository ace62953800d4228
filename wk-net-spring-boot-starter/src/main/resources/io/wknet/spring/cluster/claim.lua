-- Claim: ARGV member, epoch, the length that lists of displaced connections may have, then for each claim:
-- uid, connection, flag, level (1 master), device, sequence (0 for a login, 1 if it is over), announced (1 or 0).
-- Returns for each {outcome (0 claimed, 1 lost, 2 no lease), sequence, announcement (0 first, 1 known, 2 unsettled),
-- member, connection, same device, member ...}.
local member, epoch = ARGV[1], ARGV[2]
local results = {}
if epochOf(member) ~= epoch then
  for i = 4, #ARGV, 7 do
    results[#results + 1] = {2, '0', 1}
  end
  return results
end
local recovering = isRecovering()
local index = base .. ':i:' .. member
for i = 4, #ARGV, 7 do
  local uid, connection, flag, level, device = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local sequence, announced = tonumber(ARGV[i + 5]), ARGV[i + 6] == '1'
  local again = sequence ~= 0
  local key, field = base .. ':u:' .. uid, member .. '/' .. connection
  local entries, known = load(key)
  local me = string.sub(member, -3) .. connection
  -- It was told to announce the user, and has never got the answer.
  local lacksAnswer = again and not announced and known == me
  local conflicts = {}
  local before = #entries
  local lost = false
  if not again then
    sequence = now
  end
  for _, entry in ipairs(entries) do
    if not again then
      sequence = math.max(sequence, entry.sequence + 1)
    elseif entry.field == field and sequence ~= 1 then
      -- It is not over. Its place was given in an answer that the node has never got.
      sequence = math.max(sequence, entry.sequence)
    end
  end
  -- Of two that can not be there together, the earlier one has to go, unless the later one is not visible.
  for _, entry in ipairs(entries) do
    if entry.field ~= field and entry.flag == flag then
      local later = again and (entry.sequence > sequence or (entry.sequence == sequence and (entry.member > member
        or (entry.member == member and tonumber(entry.connection) > tonumber(connection)))))
      if entry.device == device or (later and entry.level or level) == '1' then
        if later and isAlive(entry.member) then
          lost = true
        else
          conflicts[#conflicts + 1] = entry
        end
      end
    end
  end
  if lost then
    if announced and recovering then
      redis.call('HSET', key, 'a', '1')
    end
    redis.call('HDEL', key, field)
    for _, entry in ipairs(entries) do
      entry.gone = entry.field == field
    end
    if not has(entries, member) then
      redis.call('SREM', index, uid)
    end
    results[#results + 1] = {1, '0', lacksAnswer and 0 or 1}
  else
    local result = {0, text(sequence), 1}
    redis.call('HSET', key, field, epoch .. ' ' .. flag .. ' ' .. level .. ' ' .. text(sequence) .. ' ' .. device)
    redis.call('SADD', index, uid)
    if before == 0 then
      redis.call('INCR', base .. ':n')
    end
    for _, entry in ipairs(conflicts) do
      entry.gone = true
      local same = entry.device == device and '1' or '0'
      result[#result + 1] = entry.member
      result[#result + 1] = entry.connection
      result[#result + 1] = same
      redis.call('HDEL', key, entry.field)
      local list = base .. ':x:' .. entry.member
      redis.call('RPUSH', list, entry.connection .. ' ' .. same)
      redis.call('LTRIM', list, -tonumber(ARGV[3]), -1)
      if entry.member ~= member and not has(entries, entry.member) then
        redis.call('SREM', base .. ':i:' .. entry.member, uid)
      end
    end
    if known then
      result[3] = lacksAnswer and 0 or 1
    else
      if announced and recovering then
        redis.call('HSET', key, 'a', '1')
      elseif recovering then
        result[3] = 2
      else
        redis.call('HSET', key, 'a', me)
        result[3] = 0
      end
    end
    results[#results + 1] = result
  end
end
return results
