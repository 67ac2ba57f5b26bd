#!lua flags=allow-oom
-- Reads entries of one queue for an ingest: new ones ('>'), or its own from
-- after an entry.  An entry without page id or whose body is gone is acknowledged.
-- KEYS: instances, queue
-- ARGV: instance, token, count, '>' or an entry
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local read = redis.call('XREADGROUP', 'GROUP', 'ingest', ARGV[1], 'COUNT', ARGV[3],
    'STREAMS', KEYS[2], ARGV[4])
local answer = { 'ok', '' }
for _, entry in ipairs(read and read[1] and read[1][2] or {}) do
    answer[2] = entry[1]
    if entry[2] and entry[2][2] then
        table.insert(answer, entry[1])
        table.insert(answer, entry[2][2])
    else
        redis.call('XACK', KEYS[2], 'ingest', entry[1])
    end
end
return answer
