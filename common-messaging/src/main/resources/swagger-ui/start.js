// A token that is entered stays in this page: it is gone with the next reload, and in no storage of the browser.
SwaggerUIBundle({
  url: "../openapi",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
