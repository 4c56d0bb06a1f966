// kolo/xmlrpc. Reads calls and prints their outcomes, in the words of test/interop/values.ts.
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/kolo/xmlrpc"
)

const dateLayout = "20060102T15:04:05"

var faultText = regexp.MustCompile(`(?s)^Fault\((-?\d+)\): (.*)$`)

func main() {
	right := client(os.Getenv("MMC_PASSWORD"))
	wrong := client("wrong")
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		words := strings.Fields(line)
		number, access, method := words[0], words[1], words[2]
		words = words[3:]
		var params []interface{}
		for len(words) > 0 {
			params = append(params, read(&words))
		}
		server := right
		if access != "right" {
			server = wrong
		}
		var result interface{}
		var out []string
		err = server.Call(method, params, &result)
		if err == nil {
			out = append([]string{"value"}, write(result)...)
		} else if found := faultText.FindStringSubmatch(err.Error()); found != nil {
			// A fault is told by its text only.
			out = []string{"fault", word("int", found[1]), word("string", found[2])}
		} else {
			out = []string{"error", word("string", err.Error())}
		}
		fmt.Println(number, strings.Join(out, " "))
	}
}

func client(password string) *xmlrpc.Client {
	address := url.URL{
		Scheme: "http",
		User:   url.UserPassword(os.Getenv("MMC_LOGIN"), password),
		Host:   os.Getenv("MMC_HOST") + ":" + os.Getenv("MMC_PORT"),
		Path:   "/RPC2",
	}
	client, err := xmlrpc.NewClient(address.String(), &http.Transport{})
	if err != nil {
		panic(err)
	}
	return client
}

func read(words *[]string) interface{} {
	kind, text := take(words)
	switch kind {
	case "int":
		number, _ := strconv.Atoi(text)
		return number
	case "double":
		number, _ := strconv.ParseFloat(text, 64)
		return number
	case "boolean":
		return text == "1"
	case "date":
		date, _ := time.Parse(dateLayout, text)
		return date
	case "base64":
		return xmlrpc.Base64(text)
	case "nil":
		var nothing *string
		return nothing
	case "array":
		count, _ := strconv.Atoi(text)
		items := make([]interface{}, count)
		for i := range items {
			items[i] = read(words)
		}
		return items
	case "struct":
		members := map[string]interface{}{}
		for count, _ := strconv.Atoi(text); count > 0; count-- {
			_, name := take(words)
			members[name] = read(words)
		}
		return members
	}
	return text
}

func take(words *[]string) (string, string) {
	kind, escaped, _ := strings.Cut((*words)[0], ":")
	*words = (*words)[1:]
	text, err := url.PathUnescape(escaped)
	if err != nil {
		panic(err)
	}
	return kind, text
}

func write(value interface{}) []string {
	switch value := value.(type) {
	case nil:
		return []string{word("nil", "")}
	case int64:
		return []string{word("int", strconv.FormatInt(value, 10))}
	case float64:
		return []string{word("double", strconv.FormatFloat(value, 'g', -1, 64))}
	case bool:
		if value {
			return []string{word("boolean", "1")}
		}
		return []string{word("boolean", "0")}
	case time.Time:
		return []string{word("date", value.Format(dateLayout))}
	case []interface{}:
		out := []string{fmt.Sprintf("array:%d", len(value))}
		for _, item := range value {
			out = append(out, write(item)...)
		}
		return out
	case map[string]interface{}:
		out := []string{fmt.Sprintf("struct:%d", len(value))}
		for name, member := range value {
			out = append(append(out, word("name", name)), write(member)...)
		}
		return out
	}
	return []string{word("string", value.(string))}
}

func word(kind, text string) string {
	return kind + ":" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
