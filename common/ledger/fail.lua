#!lua flags=allow-oom
-- A delivery failed and the page is to blame.  Each attempt counts once, however
-- often it is told; at the last one the page leaves its queue for the dead.
-- KEYS: instances, page, live queue, backfill queue, dead
-- ARGV: instance, token, id, attempt, reason, attempts that make it dead
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local page = redis.call('HMGET', KEYS[2], 'state', 'entry', 'lane', 'attempts', 'reasons')
if not page[1] then
    return { 'missing' }
elseif page[1] == 'dead' then
    return { 'buried', page[4] }
end
local attempts = tonumber(page[4])
if attempts + 1 == tonumber(ARGV[4]) then
    attempts = attempts + 1
    local reasons = page[5] == '' and ARGV[5] or page[5] .. '\n' .. ARGV[5]
    redis.call('HSET', KEYS[2], 'attempts', attempts, 'reasons', reasons)
end
if attempts < tonumber(ARGV[6]) then
    return { 'ok', attempts }
end
local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local queue = page[3] == 'backfill' and KEYS[4] or KEYS[3]
redis.call('XACK', queue, 'ingest', page[2])
redis.call('XDEL', queue, page[2])
local entry = redis.call('XADD', KEYS[5], '*', 'id', ARGV[3], 'reason', ARGV[5], 'dead_ms', now)
redis.call('HSET', KEYS[2], 'state', 'dead', 'dead_entry', entry, 'dead_ms', now)
return { 'buried', attempts }
