#!lua flags=no-writes
-- A page with everything that is known of it.
-- KEYS: page
local page = redis.call('HMGET', KEYS[1], 'state', 'bytes', 'name', 'paper', 'date', 'number',
    'encoding', 'lenient', 'lane', 'accepted_ms', 'attempts', 'reasons', 'dead_ms')
if not page[1] then
    return { 'missing' }
end
local answer = { 'ok' }
for i = 1, 13 do
    answer[i + 1] = page[i] or ''
end
return answer
