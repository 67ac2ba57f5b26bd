#!lua
-- Stores a page and queues it, unless it is here.  Refused by Redis itself when
-- it is out of memory: this script has no allow-oom.
-- KEYS: page, queue, bytes
-- ARGV: id, bytes, max bytes, name, paper, date, number, encoding, lenient, lane, again
local page = redis.call('HMGET', KEYS[1], 'state', 'again')
local state = page[1]
if state == 'dead' then
    return { 'buried', redis.call('HGET', KEYS[1], 'reasons') or '' }
elseif state and ARGV[11] == '1' and page[2] ~= '1' then
    return { 'underway' }
elseif state then
    return { 'present' }
end
local held = tonumber(redis.call('GET', KEYS[3]) or '0')
local max = tonumber(ARGV[3])
if max > 0 and held + #ARGV[2] > max then
    return { 'full' }
end
local time = redis.call('TIME')
local entry = redis.call('XADD', KEYS[2], '*', 'id', ARGV[1])
redis.call('HSET', KEYS[1], 'state', 'waiting', 'entry', entry, 'bytes', ARGV[2],
    'name', ARGV[4], 'paper', ARGV[5], 'date', ARGV[6], 'number', ARGV[7],
    'encoding', ARGV[8], 'lenient', ARGV[9], 'lane', ARGV[10],
    'accepted_ms', time[1] * 1000 + math.floor(time[2] / 1000),
    'attempts', 0, 'reasons', '')
if ARGV[11] == '1' then
    redis.call('HSET', KEYS[1], 'again', '1')
end
redis.call('INCRBY', KEYS[3], #ARGV[2])
return { 'ok' }
