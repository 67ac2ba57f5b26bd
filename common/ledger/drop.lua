#!lua flags=allow-oom
-- A dead page is forgotten, its bytes too.
-- KEYS: page, dead, bytes
local page = redis.call('HMGET', KEYS[1], 'state', 'dead_entry')
if page[1] ~= 'dead' then
    return { 'missing' }
end
redis.call('XDEL', KEYS[2], page[2])
redis.call('DECRBY', KEYS[3], redis.call('HSTRLEN', KEYS[1], 'bytes'))
redis.call('UNLINK', KEYS[1])
return { 'ok' }
