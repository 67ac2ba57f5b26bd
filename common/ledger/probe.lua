#!lua
-- Refused by Redis when an accept would be: out of memory, disk broken, a replica.
return { 'ok' }
