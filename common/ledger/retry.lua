#!lua flags=allow-oom
-- A dead page goes to its lane again, with no attempts counted.
-- KEYS: page, live queue, backfill queue, dead
-- ARGV: id
local page = redis.call('HMGET', KEYS[1], 'state', 'lane', 'dead_entry')
if page[1] ~= 'dead' then
    return { 'missing' }
end
local queue = page[2] == 'backfill' and KEYS[3] or KEYS[2]
redis.call('XDEL', KEYS[4], page[3])
local entry = redis.call('XADD', queue, '*', 'id', ARGV[1])
redis.call('HDEL', KEYS[1], 'dead_entry', 'dead_ms')
redis.call('HSET', KEYS[1], 'state', 'waiting', 'entry', entry, 'attempts', 0, 'reasons', '')
return { 'ok' }
