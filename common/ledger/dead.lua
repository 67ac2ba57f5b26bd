#!lua flags=no-writes
-- The dead pages, the latest first, without their bytes: nine fields each.
-- KEYS: dead, prefix of page keys
-- ARGV: how many
local answer = { 'ok' }
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', ARGV[1])) do
    local id = entry[2][2]
    local page = redis.call('HMGET', KEYS[2] .. id, 'name', 'paper', 'date', 'number', 'lane',
        'attempts', 'reasons', 'dead_ms')
    table.insert(answer, id)
    for i = 1, 8 do
        table.insert(answer, page[i] or '')
    end
end
return answer
