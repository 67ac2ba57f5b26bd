#!lua flags=allow-oom
-- Makes entries of this ingest young again.  Answers those that are not its
-- own any more (taken over, or committed).
-- KEYS: instances, queue
-- ARGV: instance, token, then entries
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local answer = { 'ok' }
for i = 3, #ARGV do
    local pending = redis.call('XPENDING', KEYS[2], 'ingest', ARGV[i], ARGV[i], 1, ARGV[1])
    if #pending == 0 then
        table.insert(answer, ARGV[i])
    else
        redis.call('XCLAIM', KEYS[2], 'ingest', ARGV[1], 0, ARGV[i], 'JUSTID')
    end
end
return answer
