-- Find users: ARGV uids. Returns for each {member, connection, flag, sequence, member ...} of its visible entries.
local results = {}
for i, uid in ipairs(ARGV) do
  local found = {}
  for _, entry in ipairs((load(base .. ':u:' .. uid))) do
    if isAlive(entry.member) then
      found[#found + 1] = entry.member
      found[#found + 1] = entry.connection
      found[#found + 1] = entry.flag
      found[#found + 1] = text(entry.sequence)
    end
  end
  results[i] = found
end
return results
