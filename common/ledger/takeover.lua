#!lua flags=allow-oom
-- Entries of a dead ingest become this one's.  The dead one is fenced first, so
-- that it notices when it was merely stopped; when nothing of it is left its place goes.
-- KEYS: instances, live queue, backfill queue
-- ARGV: instance, token, milliseconds after which silence is death, dead instance, count
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local place = redis.call('HGET', KEYS[1], ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not place or now - place:match('(%d+)$') < tonumber(ARGV[3]) then
    return { 'ok' }
end
redis.call('HSET', KEYS[1], ARGV[4], '0 - 0')
local answer = { 'ok' }
local left = tonumber(ARGV[5])
for i, lane in ipairs({ 'live', 'backfill' }) do
    local queue = KEYS[i + 1]
    if left > 0 then
        for _, pending in ipairs(redis.call('XPENDING', queue, 'ingest', '-', '+', left, ARGV[4])) do
            left = left - 1
            redis.call('XCLAIM', queue, 'ingest', ARGV[1], 0, pending[1], 'JUSTID')
            local entry = redis.call('XRANGE', queue, pending[1], pending[1])[1]
            if entry then
                table.insert(answer, lane)
                table.insert(answer, entry[1])
                table.insert(answer, entry[2][2])
            else
                redis.call('XACK', queue, 'ingest', pending[1])
            end
        end
    end
end
if left > 0 then
    redis.call('HDEL', KEYS[1], ARGV[4])
end
return answer
