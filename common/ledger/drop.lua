#!lua flags=allow-oom
-- A dead page is forgotten, its bytes too.
-- KEYS: page, dead, bytes, prefix of files
local page = redis.call('HMGET', KEYS[1], 'state', 'dead_entry')
if page[1] ~= 'dead' then
    return { 'missing' }
end
redis.call('XDEL', KEYS[2], page[2])
-- The bytes of a page go with it; those of a file with the last of its pages.
local file = redis.call('HGET', KEYS[1], 'file')
local holder = file and KEYS[4] .. file or KEYS[1]
local others = file and (redis.call('HGET', holder, 'pages') or 1) - 1 or 0
if others > 0 then
    redis.call('HSET', holder, 'pages', others)
else
    redis.call('DECRBY', KEYS[3], redis.call('HSTRLEN', holder, 'bytes'))
    redis.call('UNLINK', holder)
end
redis.call('UNLINK', KEYS[1])
return { 'ok' }
