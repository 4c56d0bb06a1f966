// XmlRpc++, in the two forms that are left of it: ROS's xmlrpcpp, and fldigi's flxmlrpc where FLXMLRPC is defined.
// Reads calls and prints their outcomes, in the words of test/interop/values.ts.
#ifdef FLXMLRPC
#include <flxmlrpc/XmlRpc.h>
#else
#include <xmlrpcpp/XmlRpc.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>

using XmlRpc::XmlRpcValue;

#ifdef FLXMLRPC
using Client = XmlRpc::XmlRpcClient;

Client *buildClient(const char *password) {
  return new Client(getenv("MMC_HOST"), atoi(getenv("MMC_PORT")), getenv("MMC_LOGIN"), password, "/RPC2");
}

const XmlRpcValue::ValueStruct &membersOf(XmlRpcValue &value) {
  return value;
}
#else
// It knows nothing of credentials; a program that needs them adds the header.
class Client : public XmlRpc::XmlRpcClient {
public:
  Client(const std::string &authorization)
      : XmlRpcClient(getenv("MMC_HOST"), atoi(getenv("MMC_PORT")), "/RPC2"), authorization(authorization) {}

protected:
  std::string generateHeader(size_t length) const override {
    std::string header = XmlRpcClient::generateHeader(length);
    return header.insert(header.find("\r\n") + 2, "Authorization: " + authorization + "\r\n");
  }

private:
  std::string authorization;
};

std::string base64(const std::string &text);

Client *buildClient(const char *password) {
  return new Client("Basic " + base64(std::string(getenv("MMC_LOGIN")) + ":" + password));
}

XmlRpcValue &membersOf(XmlRpcValue &value) {
  value.begin();
  return value;
}
#endif

// What the library writes between the tags of a value.
std::string writtenText(const XmlRpcValue &value) {
  std::string xml = value.toXml();
  std::string text;
  for (char c : xml.substr(0, xml.find("</")).substr(xml.find('>', xml.find('>') + 1) + 1))
    if (!isspace((unsigned char) c)) text += c;
  return text;
}

std::string base64(const std::string &text) {
  return writtenText(XmlRpcValue(const_cast<char *>(text.data()), (int) text.size()));
}

std::string unescaped(const std::string &text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '%') plain += text[i];
    else plain += (char) std::stoi(text.substr(i += 1, 2), nullptr, 16), i += 1;
  }
  return plain;
}

bool take(std::istream &words, std::string &type, std::string &text) {
  std::string word;
  if (!(words >> word)) return false;
  size_t colon = word.find(':');
  type = word.substr(0, colon);
  text = unescaped(word.substr(colon + 1));
  return true;
}

bool readValue(std::istream &words, XmlRpcValue &value) {
  std::string type, text;
  if (!take(words, type, text)) return false;
  if (type == "int") value = XmlRpcValue(std::stoi(text));
  if (type == "double") value = XmlRpcValue(std::stod(text));
  if (type == "boolean") value = XmlRpcValue(text == "1");
#ifdef FLXMLRPC
  if (type == "i8") value = XmlRpcValue(std::stoll(text));
  if (type == "nil") value = XmlRpcValue(XmlRpc::nil);
#endif
  if (type == "string") value = XmlRpcValue(text);
  if (type == "date") {
    struct tm time = {};
    strptime(text.c_str(), "%Y%m%dT%H:%M:%S", &time);
    value = XmlRpcValue(&time);
  }
  if (type == "base64") {
    int offset = 0;
    value = XmlRpcValue("<value><base64>" + text + "</base64></value>", &offset);
  }
  if (type == "array") {
    int count = std::stoi(text);
    value.setSize(count);
    for (int i = 0; i < count; i++) readValue(words, value[i]);
  }
  if (type == "struct") {
    // This makes it a struct, even when it stays empty.
    membersOf(value);
    for (int count = std::stoi(text); count > 0; count--) {
      std::string name;
      take(words, type, name);
      readValue(words, value[name]);
    }
  }
  return true;
}

void writeWord(const std::string &type, const std::string &text) {
  printf(" %s:", type.c_str());
  for (unsigned char c : text) printf(isalnum(c) ? "%c" : "%%%02X", c);
}

void writeValue(XmlRpcValue &value) {
  char text[400];
  switch (value.getType()) {
    case XmlRpcValue::TypeInt: return writeWord("int", std::to_string((int &) value));
    case XmlRpcValue::TypeDouble:
      snprintf(text, sizeof text, "%.17g", (double &) value);
      return writeWord("double", text);
    case XmlRpcValue::TypeBoolean: return writeWord("boolean", (bool &) value ? "1" : "0");
    case XmlRpcValue::TypeString: return writeWord("string", (std::string &) value);
    case XmlRpcValue::TypeDateTime: {
      // Read as it stands, not as C counts years and months.
      struct tm &time = value;
      snprintf(text, sizeof text, "%04d%02d%02dT%02d:%02d:%02d", time.tm_year, time.tm_mon, time.tm_mday,
               time.tm_hour, time.tm_min, time.tm_sec);
      return writeWord("date", text);
    }
    case XmlRpcValue::TypeBase64: return writeWord("base64", writtenText(value));
    case XmlRpcValue::TypeArray:
      printf(" array:%d", value.size());
      for (int i = 0; i < value.size(); i++) writeValue(value[i]);
      return;
    case XmlRpcValue::TypeStruct:
      printf(" struct:%d", value.size());
      for (auto member : membersOf(value)) {
        writeWord("name", member.first);
        writeValue(member.second);
      }
      return;
    default: return writeWord("nil", "");
  }
}

int main() {
  XmlRpcValue::setDoubleFormat("%.17f");
  Client *right = buildClient(getenv("MMC_PASSWORD"));
  Client *wrong = buildClient("wrong");
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string number, access, method;
    words >> number >> access >> method;
    XmlRpcValue params, result;
    for (int i = 0;; i++) {
      XmlRpcValue param;
      if (!readValue(words, param)) break;
      params[i] = param;
    }
    Client *client = access == "right" ? right : wrong;
    printf("%s ", number.c_str());
    if (!client->execute(method.c_str(), params, result)) {
      printf("error");
      writeWord("string", "the call failed");
    } else if (client->isFault()) {
      printf("fault");
      writeValue(result["faultCode"]);
      writeValue(result["faultString"]);
    } else {
      printf("value");
      writeValue(result);
    }
    puts("");
  }
}
