#!lua flags=allow-oom
-- Takes the place of an ingest, unless a live one of another boot has that name, which
-- is not the one that is known to be dead;
-- makes the consumer groups when they are missing.  The place is
-- "TOKEN BOOT LAST_MS", all in Redis's own time.
-- KEYS: instances, fence, live queue, backfill queue
-- ARGV: instance, boot, milliseconds after which silence is death, a dead boot or ''
for i = 3, 4 do
    redis.pcall('XGROUP', 'CREATE', KEYS[i], 'ingest', '0', 'MKSTREAM')
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local token, boot, last = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^(%d+) (%S+) (%d+)$')
-- A sign of life from the future: the clock was put back.  It counts from now.
if boot and tonumber(last) > now then
    last = now
    redis.call('HSET', KEYS[1], ARGV[1], token .. ' ' .. boot .. ' ' .. string.format('%d', now))
end
if boot and boot ~= ARGV[2] and boot ~= ARGV[4] and now - last < tonumber(ARGV[3]) then
    return { 'taken', now - last, boot }
end
token = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], token .. ' ' .. ARGV[2] .. ' ' .. string.format('%d', now))
return { 'ok', token }
