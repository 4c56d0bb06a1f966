;; Emacs's xml-rpc. Reads calls and prints their outcomes, in the words of test/interop/values.ts.  -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(require 'xml-rpc)
(require 'url-auth)

(setq xml-rpc-allow-unicode-string t)
;; Otherwise it asks at the terminal for a better password.
(setq url-registered-auth-schemes nil)

(defvar words)

(defun call (password method params)
  (let* ((credentials (concat (getenv "MMC_LOGIN") ":" password))
         (xml-rpc-request-extra-headers
          `(("Authorization" . ,(concat "Basic " (base64-encode-string credentials t)))))
         (url (format "http://%s:%s/RPC2" (getenv "MMC_HOST") (getenv "MMC_PORT"))))
    (setq xml-rpc-fault-code nil)
    (apply #'xml-rpc-method-call url method params)))

(defun take ()
  (pcase-let ((`(,type ,text) (split-string (pop words) ":")))
    (cons type (decode-coding-string (unescaped text) 'utf-8))))

;; url-unhex-string takes the square of the time.
(defun unescaped (text)
  (replace-regexp-in-string "%\\(..\\)" (lambda (found) (byte-to-string (string-to-number (substring found 1) 16)))
                            text t t))

(defun read-value ()
  (pcase-let ((`(,type . ,text) (take)))
    (pcase type
      ((or "int" "i8") (string-to-number text))
      ("double" (float (string-to-number text)))
      ("boolean" (equal text "1"))
      ("string" text)
      ("date" (list :datetime (date-of text)))
      ("base64" (list :base64 (base64-decode-string text)))
      ;; A vector is an array, even when it is empty.
      ("array" (let (items) (dotimes (_ (string-to-number text)) (push (read-value) items)) (vconcat (nreverse items))))
      ("struct" (let (members)
                  (dotimes (_ (string-to-number text)) (push (cons (cdr (take)) (read-value)) members))
                  (nreverse members))))))

;; The library writes and reads dates in the time of the machine.
(defun date-of (text)
  (string-match "\\(....\\)\\(..\\)\\(..\\)T\\(..\\):\\(..\\):\\(..\\)" text)
  (apply #'encode-time (mapcar (lambda (group) (string-to-number (match-string group text))) '(6 5 4 3 2 1))))

(defun write-value (value)
  (cond
   ((null value) (list (word "nil" "")))
   ((eq value t) (list (word "boolean" "1")))
   ((numberp value) (list (word "double" (number-to-string value))))
   ((stringp value) (list (word "string" value)))
   ((eq (car value) :datetime) (list (word "date" (format-time-string "%Y%m%dT%H:%M:%S" (cadr value)))))
   ((eq (car value) :base64) (list (word "base64" (base64-encode-string (cadr value) t))))
   ((xml-rpc-value-structp value)
    (cons (word "struct" (number-to-string (length value)))
          (mapcan (lambda (member) (cons (word "name" (car member)) (write-value (cdr member)))) value)))
   (t (cons (word "array" (number-to-string (length value))) (mapcan #'write-value (append value nil))))))

(defun word (type text)
  (concat type ":" (mapconcat (lambda (byte) (if (string-match-p "[A-Za-z0-9]" (char-to-string byte))
                                                 (char-to-string byte)
                                               (format "%%%02X" byte)))
                              (encode-coding-string text 'utf-8) "")))

(defun outcome (password method params)
  (condition-case problem
      (cons "value" (write-value (call password method params)))
    (error (if xml-rpc-fault-code
               (list "fault" (word "int" (number-to-string xml-rpc-fault-code)) (word "string" xml-rpc-fault-string))
             (list "error" (word "string" (error-message-string problem)))))))

(let (line)
  (while (setq line (ignore-errors (read-from-minibuffer "")))
    (setq words (split-string line))
    (let ((number (pop words))
          (password (if (equal (pop words) "right") (getenv "MMC_PASSWORD") "wrong"))
          (method (pop words))
          params)
      (while words (push (read-value) params))
      (princ (concat (string-join (cons number (outcome password method (nreverse params))) " ") "\n")))))
