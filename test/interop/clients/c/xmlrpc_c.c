/* xmlrpc-c over curl. Reads calls and prints their outcomes, in the words of test/interop/values.ts. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmlrpc-c/base.h>
#include <xmlrpc-c/client.h>

static xmlrpc_env env;
static char *rest;

static void stopOnFault(void) {
  if (!env.fault_occurred) return;
  fprintf(stderr, "%s\n", env.fault_string);
  exit(1);
}

static xmlrpc_server_info *serverInfo(const char *password) {
  char url[200];
  snprintf(url, sizeof url, "http://%s:%s/RPC2", getenv("MMC_HOST"), getenv("MMC_PORT"));
  xmlrpc_server_info *server = xmlrpc_server_info_new(&env, url);
  xmlrpc_server_info_set_user(&env, server, getenv("MMC_LOGIN"), password);
  xmlrpc_server_info_allow_auth_basic(&env, server);
  stopOnFault();
  return server;
}

/* Takes a word, unescapes it where it stands, and returns its text; its type is in *type. */
static char *take(const char **type) {
  char *word = strtok_r(NULL, " \n", &rest);
  if (word == NULL) return NULL;
  char *text = strchr(word, ':');
  *type = word;
  *text++ = '\0';
  char *to = text;
  for (const char *from = text; *from; from++, to++) {
    unsigned byte;
    if (*from == '%') {
      sscanf(from + 1, "%2x", &byte);
      *to = (char) byte;
      from += 2;
    } else {
      *to = *from;
    }
  }
  *to = '\0';
  return text;
}

/* NULL where no word is left. */
static xmlrpc_value *readValue(void) {
  const char *type;
  const char *text = take(&type);
  if (text == NULL) return NULL;
  if (!strcmp(type, "int")) return xmlrpc_int_new(&env, atoi(text));
  if (!strcmp(type, "i8")) return xmlrpc_i8_new(&env, atoll(text));
  if (!strcmp(type, "double")) return xmlrpc_double_new(&env, atof(text));
  if (!strcmp(type, "boolean")) return xmlrpc_bool_new(&env, *text == '1');
  if (!strcmp(type, "string")) return xmlrpc_string_new(&env, text);
  if (!strcmp(type, "date")) return xmlrpc_datetime_new_str(&env, text);
  if (!strcmp(type, "nil")) return xmlrpc_nil_new(&env);
  if (!strcmp(type, "base64")) {
    xmlrpc_mem_block *bytes = xmlrpc_base64_decode(&env, text, strlen(text));
    return xmlrpc_base64_new(
        &env, XMLRPC_MEMBLOCK_SIZE(char, bytes), XMLRPC_MEMBLOCK_CONTENTS(unsigned char, bytes));
  }
  bool isArray = !strcmp(type, "array");
  xmlrpc_value *value = isArray ? xmlrpc_array_new(&env) : xmlrpc_struct_new(&env);
  for (int count = atoi(text); count > 0; count--) {
    const char *name = isArray ? NULL : take(&type);
    xmlrpc_value *item = readValue();
    if (isArray) xmlrpc_array_append_item(&env, value, item);
    else xmlrpc_struct_set_value(&env, value, name, item);
    xmlrpc_DECREF(item);
  }
  return value;
}

static void writeWord(const char *type, const char *text) {
  printf(" %s:", type);
  for (; *text; text++) {
    if (isalnum((unsigned char) *text)) putchar(*text);
    else printf("%%%02X", (unsigned char) *text);
  }
}

static void writeCount(const char *type, int count) {
  printf(" %s:%d", type, count);
}

static void writeValue(xmlrpc_value *value) {
  char number[400];
  const char *text;
  size_t length;
  switch (xmlrpc_value_type(value)) {
    case XMLRPC_TYPE_INT: {
      int content;
      xmlrpc_read_int(&env, value, &content);
      snprintf(number, sizeof number, "%d", content);
      return writeWord("int", number);
    }
    case XMLRPC_TYPE_DOUBLE: {
      double content;
      xmlrpc_read_double(&env, value, &content);
      snprintf(number, sizeof number, "%.17g", content);
      return writeWord("double", number);
    }
    case XMLRPC_TYPE_BOOL: {
      xmlrpc_bool content;
      xmlrpc_read_bool(&env, value, &content);
      return writeWord("boolean", content ? "1" : "0");
    }
    case XMLRPC_TYPE_STRING:
      xmlrpc_read_string(&env, value, &text);
      return writeWord("string", text);
    case XMLRPC_TYPE_DATETIME:
      xmlrpc_read_datetime_str(&env, value, &text);
      return writeWord("date", text);
    case XMLRPC_TYPE_BASE64: {
      const unsigned char *bytes;
      xmlrpc_read_base64(&env, value, &length, &bytes);
      xmlrpc_mem_block *digits = xmlrpc_base64_encode_without_newlines(&env, bytes, length);
      char *digitsText = strndup(
          XMLRPC_MEMBLOCK_CONTENTS(char, digits), XMLRPC_MEMBLOCK_SIZE(char, digits));
      return writeWord("base64", digitsText);
    }
    case XMLRPC_TYPE_ARRAY:
      writeCount("array", xmlrpc_array_size(&env, value));
      for (int index = 0; index < xmlrpc_array_size(&env, value); index++) {
        xmlrpc_value *item;
        xmlrpc_array_read_item(&env, value, index, &item);
        writeValue(item);
      }
      return;
    case XMLRPC_TYPE_STRUCT:
      writeCount("struct", xmlrpc_struct_size(&env, value));
      for (int index = 0; index < xmlrpc_struct_size(&env, value); index++) {
        xmlrpc_value *name, *member;
        xmlrpc_struct_read_member(&env, value, index, &name, &member);
        xmlrpc_read_string(&env, name, &text);
        writeWord("name", text);
        writeValue(member);
      }
      return;
    default:
      return writeWord("nil", "");
  }
}

int main(void) {
  xmlrpc_env_init(&env);
  xmlrpc_client_setup_global_const(&env);
  xmlrpc_client *client;
  xmlrpc_client_create(&env, XMLRPC_CLIENT_NO_FLAGS, "interop", "1", NULL, 0, &client);
  stopOnFault();
  xmlrpc_server_info *right = serverInfo(getenv("MMC_PASSWORD"));
  xmlrpc_server_info *wrong = serverInfo("wrong");

  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    const char *number = strtok_r(line, " \n", &rest);
    const char *access = strtok_r(NULL, " \n", &rest);
    const char *method = strtok_r(NULL, " \n", &rest);
    xmlrpc_value *params = xmlrpc_array_new(&env);
    for (xmlrpc_value *param; (param = readValue()) != NULL;) xmlrpc_array_append_item(&env, params, param);
    stopOnFault();

    xmlrpc_value *result;
    xmlrpc_client_call2(&env, client, strcmp(access, "right") ? wrong : right, method, params, &result);
    printf("%s ", number);
    if (!env.fault_occurred) {
      printf("value");
      writeValue(result);
    } else if (env.fault_code <= -500 && env.fault_code > -600) {
      /* The library's own codes, for what is no fault of the agent. */
      printf("error");
      writeWord("string", env.fault_string);
    } else {
      const char *prefix = "RPC failed at server.  ";
      bool hasPrefix = !strncmp(env.fault_string, prefix, strlen(prefix));
      char code[20];
      snprintf(code, sizeof code, "%d", env.fault_code);
      printf("fault");
      writeWord("int", code);
      writeWord("string", env.fault_string + (hasPrefix ? strlen(prefix) : 0));
    }
    puts("");
    xmlrpc_env_clean(&env);
    xmlrpc_env_init(&env);
  }
  return 0;
}
