#!lua flags=allow-oom
-- The backstop: entries that nobody has touched for long become this ingest's,
-- whoever had them.  Answers where to go on.
-- KEYS: instances, queue
-- ARGV: instance, token, idle milliseconds, cursor
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local claimed = redis.call('XAUTOCLAIM', KEYS[2], 'ingest', ARGV[1], ARGV[3], ARGV[4],
    'COUNT', 100)
local answer = { 'ok', claimed[1] }
for _, entry in ipairs(claimed[2]) do
    table.insert(answer, entry[1])
    table.insert(answer, entry[2][2])
end
return answer
