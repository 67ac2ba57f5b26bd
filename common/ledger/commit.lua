#!lua flags=allow-oom
-- Takes a page off the ledger that the archive has committed, and caches its
-- record.  A page whose entry is not pending is left alone: it was committed
-- before, or was queued again since and will be delivered again.
-- KEYS: page, live queue, backfill queue, dead, bytes, cache, prefix of files
-- ARGV: record, seconds that it stays in the cache (0: none)
local page = redis.call('HMGET', KEYS[1], 'state', 'entry', 'lane', 'dead_entry')
if not page[1] then
    return { 'missing' }
end
if page[1] == 'dead' then
    -- It came back from a worker that had been given up: it is no dead letter.
    redis.call('XDEL', KEYS[4], page[4])
else
    local queue = page[3] == 'backfill' and KEYS[3] or KEYS[2]
    if redis.call('XACK', queue, 'ingest', page[2]) == 0 then
        return { 'missing' }
    end
    redis.call('XDEL', queue, page[2])
end
-- The bytes of a page go with it; those of a file with the last of its pages.
local file = redis.call('HGET', KEYS[1], 'file')
local holder = file and KEYS[7] .. file or KEYS[1]
local others = file and (redis.call('HGET', holder, 'pages') or 1) - 1 or 0
if others > 0 then
    redis.call('HSET', holder, 'pages', others)
else
    redis.call('DECRBY', KEYS[5], redis.call('HSTRLEN', holder, 'bytes'))
    redis.call('UNLINK', holder)
end
redis.call('UNLINK', KEYS[1])
if tonumber(ARGV[2]) > 0 then
    redis.call('SET', KEYS[6], ARGV[1], 'EX', ARGV[2])
end
return { 'ok' }
