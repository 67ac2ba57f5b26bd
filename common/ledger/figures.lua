#!lua flags=no-writes
-- How much waits, and for how long.
-- KEYS: live queue, backfill queue, dead, bytes
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = { 'ok' }
for i = 1, 2 do
    local oldest = redis.call('XRANGE', KEYS[i], '-', '+', 'COUNT', 1)[1]
    table.insert(answer, redis.call('XLEN', KEYS[i]))
    table.insert(answer, oldest and math.max(0, now - oldest[1]:match('^%d+')) or 0)
end
table.insert(answer, redis.call('XLEN', KEYS[3]))
table.insert(answer, tonumber(redis.call('GET', KEYS[4]) or '0'))
return answer
