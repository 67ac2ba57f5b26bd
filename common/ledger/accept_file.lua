#!lua
-- Stores the pages of one file, all of them that are not here, or none; their bytes once.
-- Refused by Redis itself when it is out of memory, like accept.
-- KEYS: file, queue, bytes, then a page each
-- ARGV: hash, bytes, max bytes, name, paper, date, encoding, lenient, lane, again, then
-- for each page its id, number and place in the file
local answer, fresh = { 'present', '' }, {}
for i = 4, #KEYS do
    local page = redis.call('HMGET', KEYS[i], 'state', 'reasons', 'again')
    if not page[1] then
        table.insert(fresh, i - 4)
    elseif page[1] == 'dead' and answer[2] == '' then
        answer[2] = page[2] or ''
    elseif page[1] == 'waiting' and ARGV[10] == '1' and page[3] ~= '1' then
        return { 'underway' }
    end
    table.insert(answer, page[1] or 'waiting')
end
if #fresh == 0 then
    return answer
end
if redis.call('EXISTS', KEYS[1]) == 0 then
    local held = tonumber(redis.call('GET', KEYS[3]) or '0')
    local max = tonumber(ARGV[3])
    if max > 0 and held + #ARGV[2] > max then
        return { 'full' }
    end
    redis.call('HSET', KEYS[1], 'bytes', ARGV[2])
    redis.call('INCRBY', KEYS[3], #ARGV[2])
end
redis.call('HSET', KEYS[1], 'pages', (redis.call('HGET', KEYS[1], 'pages') or 0) + #fresh)
local time = redis.call('TIME')
for _, i in ipairs(fresh) do
    local at = 11 + 3 * i
    local entry = redis.call('XADD', KEYS[2], '*', 'id', ARGV[at])
    redis.call('HSET', KEYS[4 + i], 'state', 'waiting', 'entry', entry, 'file', ARGV[1],
        'file_page', ARGV[at + 2], 'name', ARGV[4], 'paper', ARGV[5], 'date', ARGV[6],
        'number', ARGV[at + 1], 'encoding', ARGV[7], 'lenient', ARGV[8], 'lane', ARGV[9],
        'accepted_ms', time[1] * 1000 + math.floor(time[2] / 1000),
        'attempts', 0, 'reasons', '')
    if ARGV[10] == '1' then
        redis.call('HSET', KEYS[4 + i], 'again', '1')
    end
end
answer[1] = 'ok'
return answer
