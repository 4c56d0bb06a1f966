# Tcl's xmlrpc. Reads calls and prints their outcomes, in the words of test/interop/values.ts.
package require xmlrpc

# The library reads values without their types, which are noted here.
foreach {proc type} {
    umInt int umDouble double umBool boolean umString string umDateTime date umBase64 base64 umArray array umStruct struct
} {
    rename xmlrpc::$proc xmlrpc::untyped_$proc
    proc xmlrpc::$proc {str} [format {
        lassign [untyped_%s $str] rest value
        list $rest [list %s $value]
    } $proc $type]
}

# Its own call takes no credentials, so the request gets its header here.
proc call {password method params} {
    set credentials [binary encode base64 "$::env(MMC_LOGIN):$password"]
    set request [xmlrpc::buildRequest RPC2 $method $params]
    set request [regsub {\r\n} $request "\r\nAuthorization: Basic $credentials\r\n"]
    set sock [socket $::env(MMC_HOST) $::env(MMC_PORT)]
    # It counts characters where bytes are meant: those it gets are bytes.
    fconfigure $sock -translation {lf lf} -encoding iso8859-1 -blocking off
    puts -nonewline $sock $request
    flush $sock
    set ::readdone 0
    fileevent $sock readable [list respond $sock]
    vwait ::readdone
    catch {close $sock}
    if {$::failed} {error $::warning}
    return [lindex $xmlrpc::response 1]
}

proc respond {sock} {
    set ::failed [catch {xmlrpc::getResponse $sock}]
    set ::readdone 1
}

# Its errors have no message: the message is a warning.
proc xmlrpc::warn {message} {
    set ::warning $message
}

proc take {} {
    global words
    set words [lassign $words word]
    regexp {^(\w+):(.*)$} $word -> type text
    return [list $type [subst -nocommands -novariables [regsub -all {%(..)} $text {\\x\1}]]]
}

# Texts go out as they are given: markup is for the caller to escape, bytes for the caller to encode.
proc readValue {} {
    lassign [take] type text
    switch $type {
        array {
            set items {}
            for {set i 0} {$i < $text} {incr i} {lappend items [readValue]}
            return [list array $items]
        }
        struct {
            # A struct is named by the global array that holds its members.
            set name struct[incr ::structs]
            array set ::$name {}
            for {set i 0} {$i < $text} {incr i} {
                set member [escaped [lindex [take] 1]]
                set ::${name}($member) [readValue]
            }
            return [list struct $name]
        }
        date {return [list dateTime.iso8601 $text]}
        string {return [list string [escaped $text]]}
        default {return [list $type $text]}
    }
}

proc escaped {text} {
    return [string map {& &amp; < &lt; > &gt;} $text]
}

proc unescaped {text} {
    return [string map {&lt; < &gt; > &amp; &} $text]
}

proc writeValue {typed} {
    lassign $typed type value
    switch $type {
        array {
            set out [list [word array [llength $value]]]
            foreach item $value {lappend out {*}[writeValue $item]}
            return $out
        }
        struct {
            set out [list [word struct [llength $value]]]
            foreach member $value {
                lassign $member name item
                lappend out [word name [unescaped $name]] {*}[writeValue $item]
            }
            return $out
        }
        base64 {return [list [word base64 [regsub -all {\s} $value {}]]]}
        default {return [list [word $type [unescaped $value]]]}
    }
}

proc word {type text} {
    set out "$type:"
    foreach letter [split $text {}] {
        append out [expr {[regexp {[A-Za-z0-9]} $letter] ? $letter : [format %%%02X [scan $letter %c]]}]
    }
    return $out
}

# A fault is a struct like any other.
proc outcome {typed} {
    lassign $typed type value
    if {$type eq "struct" && [lsearch -index 0 $value faultCode] >= 0} {
        set fault {}
        foreach name {faultCode faultString} {
            lappend fault {*}[writeValue [lindex [lsearch -inline -index 0 $value $name] 1]]
        }
        return "fault $fault"
    }
    return "value [writeValue $typed]"
}

while {[gets stdin line] >= 0} {
    set words [lassign [split $line] number access method]
    set params {}
    while {[llength $words]} {lappend params [readValue]}
    set password [expr {$access eq "right" ? $env(MMC_PASSWORD) : "wrong"}]
    if {[catch {set out [outcome [call $password $method $params]]} message]} {
        set out "error [word string $message]"
    }
    puts "$number $out"
}
