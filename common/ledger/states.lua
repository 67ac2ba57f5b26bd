#!lua flags=no-writes
-- KEYS: pages.  "waiting", "dead" or "" for each.
local answer = { 'ok' }
for _, key in ipairs(KEYS) do
    table.insert(answer, redis.call('HGET', key, 'state') or '')
end
return answer
