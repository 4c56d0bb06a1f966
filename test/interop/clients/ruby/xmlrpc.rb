# Ruby's xmlrpc. Reads calls and prints their outcomes, in the words of test/interop/values.ts.
require 'erb'
require 'uri'
require 'xmlrpc/client'

XMLRPC::Config.send(:remove_const, :ENABLE_NIL_CREATE)
XMLRPC::Config.const_set(:ENABLE_NIL_CREATE, true)
XMLRPC::Config.send(:remove_const, :ENABLE_BIGINT)
XMLRPC::Config.const_set(:ENABLE_BIGINT, true)

def client(password)
  made = XMLRPC::Client.new3(
    host: ENV['MMC_HOST'], port: ENV['MMC_PORT'].to_i, path: '/RPC2', user: ENV['MMC_LOGIN'], password: password
  )
  # By itself it gives up a connection that has idled for two seconds, as it may on a busy machine.
  made.http.keep_alive_timeout = 120
  made
end

def read(words)
  type, text = take(words)
  case type
  when 'array' then Array.new(text.to_i) { read(words) }
  when 'struct' then Array.new(text.to_i) { [take(words)[1], read(words)] }.to_h
  when 'int', 'i8' then text.to_i
  when 'double' then text.to_f
  when 'boolean' then text == '1'
  when 'string' then text
  when 'date' then XMLRPC::DateTime.new(*text.scan(/^(....)(..)(..)T(..):(..):(..)$/)[0].map(&:to_i))
  when 'base64' then XMLRPC::Base64.new(text.unpack1('m'))
  when 'nil' then nil
  end
end

def take(words)
  type, text = words.shift.split(':', 2)
  [type, URI.decode_www_form_component(text)]
end

def write(value)
  case value
  when Array then [word('array', value.size), *value.flat_map { |item| write(item) }]
  when Hash then [word('struct', value.size), *value.flat_map { |name, item| [word('name', name), *write(item)] }]
  when nil then [word('nil', '')]
  when true, false then [word('boolean', value ? 1 : 0)]
  when Integer then [word('int', value)]
  when Float then [word('double', value)]
  when XMLRPC::DateTime then [word('date', format('%04d%02d%02dT%02d:%02d:%02d', *value.to_a))]
  # Bytes come as a string that says so by its encoding.
  when String then [value.encoding == Encoding::BINARY ? word('base64', [value].pack('m0')) : word('string', value)]
  end
end

def word(type, text)
  "#{type}:#{ERB::Util.url_encode(text.to_s)}"
end

clients = { 'right' => client(ENV['MMC_PASSWORD']), 'wrong' => client('wrong') }
$stdin.each_line do |line|
  number, access, method, *words = line.split
  params = []
  params << read(words) until words.empty?
  begin
    outcome = ['value', *write(clients[access].call(method, *params))]
  rescue XMLRPC::FaultException => fault
    outcome = ['fault', *write(fault.faultCode), *write(fault.faultString)]
  rescue StandardError => error
    outcome = ['error', word('string', error.message)]
  end
  puts [number, *outcome].join(' ')
end
