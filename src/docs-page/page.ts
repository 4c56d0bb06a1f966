/** The page itself. Its scripts are files, because its Content-Security-Policy lets no other run. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Methods of the MMC agent</title>
<link rel="icon" type="image/svg+xml" href="/docs/favicon.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
<script defer src="/docs/swagger-ui.js"></script>
<script type="module" src="/docs/start.js"></script>
</head>
<body>
<noscript>This page needs JavaScript. What it shows is the document <a href="/openapi.json">/openapi.json</a>.</noscript>
<div id="page"></div>
</body>
</html>
`

export const css = `
body { margin: 0; }
noscript { display: block; margin: 2em; font-family: sans-serif; }

/* The browser has the agent's credentials already, and there is one server: nothing to choose or to enter here. */
.swagger-ui .scheme-container, .swagger-ui .authorization__btn { display: none; }

/* The parameters of a method are its body: "No parameters" would be wrong. */
.swagger-ui .opblock-section:has(.opblock-section-request-body) .parameters-container:not(:has(table)) { display: none; }
.swagger-ui .response-col_links, .swagger-ui .response-control-media-type__accept-message { display: none; }
.swagger-ui .body-param__text { min-height: 9em; }

.swagger-ui .search { display: flex; align-items: center; gap: 1em; margin-bottom: 1em; }
.swagger-ui .search label { font: bold 14px sans-serif; }
.swagger-ui .search input { flex: 1; margin: 0; padding: 10px; font-size: 14px; border: 2px solid #8a8f99; border-radius: 4px; }
.swagger-ui .search input:focus { outline: 2px solid #1d5fbf; outline-offset: 1px; }
.swagger-ui .search output { min-width: 10em; font: 14px sans-serif; }
`

export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3" fill="#1d5fbf"/>
<path d="M3 12V4l5 5 5-5v8" fill="none" stroke="#fff" stroke-width="2"/>
</svg>
`
