#!lua flags=allow-oom
-- A sign of life; tells which other instances have been silent for too long.
-- KEYS: instances
-- ARGV: instance, token, milliseconds after which silence is death
local token, boot = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^(%d+) (%S+)')
if token ~= ARGV[2] then
    return { 'fenced' }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], token .. ' ' .. boot .. ' ' .. string.format('%d', now))
local answer = { 'ok' }
local places = redis.call('HGETALL', KEYS[1])
for i = 1, #places, 2 do
    local other, last = places[i + 1]:match('^(.*) (%d+)$')
    if tonumber(last) > now then
        -- The clock was put back: its silence counts from now.
        redis.call('HSET', KEYS[1], places[i], other .. ' ' .. string.format('%d', now))
    end
    if places[i] ~= ARGV[1] and now - last >= tonumber(ARGV[3]) then
        table.insert(answer, places[i])
    end
end
return answer
