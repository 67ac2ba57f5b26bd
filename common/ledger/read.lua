#!lua flags=no-writes
-- A page with everything that is known of it.
-- KEYS: page, prefix of files
local page = redis.call('HMGET', KEYS[1], 'state', 'bytes', 'name', 'paper', 'date', 'number',
    'encoding', 'lenient', 'lane', 'accepted_ms', 'attempts', 'reasons', 'dead_ms', 'file',
    'file_page', 'again')
if not page[1] then
    return { 'missing' }
end
if page[14] then
    page[2] = redis.call('HGET', KEYS[2] .. page[14], 'bytes')
end
local answer = { 'ok' }
for i = 1, 16 do
    answer[i + 1] = page[i] or ''
end
return answer
