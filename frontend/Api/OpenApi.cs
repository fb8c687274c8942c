using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Squaremcp.Frontend.Api;

/// <summary>The OpenAPI document: the same bytes wherever the gateway runs.</summary>
internal static class OpenApi
{
    internal static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "SquareMCP", Version = "1", Description = "Everything an assistant does for a customer, by REST. Errors are problem details (RFC 9457)." };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "x-api-key", Description = "A customer's key, or the operator's admin key." },
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
