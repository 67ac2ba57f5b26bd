#!lua flags=allow-oom
-- An ingest gives its place up: it is as if it had been silent for ever.
-- KEYS: instances
-- ARGV: instance, token
local token = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^%d+')
if token ~= ARGV[2] then
    return { 'fenced' }
end
redis.call('HSET', KEYS[1], ARGV[1], '0 - 0')
return { 'ok' }
