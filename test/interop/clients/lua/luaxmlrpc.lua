-- LuaXMLRPC over luasocket. Reads calls and prints their outcomes, in the words of test/interop/values.ts.
local http = require 'xmlrpc.http'
local url = require 'socket.url'
local xmlrpc = require 'xmlrpc'

local function address(password)
  return ('http://%s:%s@%s:%s/RPC2'):format(
    os.getenv('MMC_LOGIN'), url.escape(password), os.getenv('MMC_HOST'), os.getenv('MMC_PORT'))
end

local words

local function take()
  local type, text = table.remove(words, 1):match('^(%w+):(.*)$')
  return type, url.unescape(text)
end

-- Texts go out as they are given: markup is for the caller to escape.
local function escaped(text)
  return (text:gsub('[&<>]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;' }))
end

local function read()
  local type, text = take()
  if type == 'array' then
    local items = {}
    for index = 1, tonumber(text) do items[index] = read() end
    return xmlrpc.newTypedValue(items, xmlrpc.newArray())
  elseif type == 'struct' then
    local members = {}
    for _ = 1, tonumber(text) do
      local _, name = take()
      members[escaped(name)] = read()
    end
    return members
  elseif type == 'boolean' then
    return text == '1'
  elseif type == 'string' then
    return escaped(text)
  end
  return xmlrpc.newTypedValue(text, type)
end

local function word(type, text)
  text = tostring(text):gsub('[^%w]', function(letter) return ('%%%02X'):format(letter:byte()) end)
  return type .. ':' .. text
end

local function write(value, out)
  if type(value) == 'table' then
    local names = {}
    for name in pairs(value) do names[#names + 1] = name end
    -- An empty table may be either.
    local isArray = #value == #names
    out[#out + 1] = word(isArray and 'array' or 'struct', #names)
    for index, name in ipairs(names) do
      if not isArray then out[#out + 1] = word('name', name) end
      write(value[isArray and index or name], out)
    end
  elseif type(value) == 'boolean' then
    out[#out + 1] = word('boolean', value and 1 or 0)
  elseif type(value) == 'number' then
    out[#out + 1] = word('double', ('%.17g'):format(value))
  else
    out[#out + 1] = word('string', value)
  end
  return out
end

for line in io.lines() do
  words = {}
  for part in line:gmatch('%S+') do words[#words + 1] = part end
  local number, access, method = table.remove(words, 1), table.remove(words, 1), table.remove(words, 1)
  local params = {}
  while #words > 0 do params[#params + 1] = read() end
  local password = access == 'right' and os.getenv('MMC_PASSWORD') or 'wrong'
  local done, ok, result, code = pcall(http.call, address(password), method, unpack(params))
  local out
  if not done then
    out = { 'error', word('string', ok) }
  elseif ok then
    out = write(result, { 'value' })
  else
    out = { 'fault', word('int', code), word('string', result) }
  end
  print(number .. ' ' .. table.concat(out, ' '))
end
