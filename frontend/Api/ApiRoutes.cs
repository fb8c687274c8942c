using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.Files;

namespace Squaremcp.Frontend.Api;

internal static class ApiRoutes
{
    private const int MostBytes = 1024 * 1024;

    internal static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Customer").ForCustomers();
        api.MapGet("/me", MeAsync).WithSummary("Describe the customer this key belongs to.");
        api.MapMembers();
        api.MapImpersonations();
        api.MapKeys();
        api.MapGrants();
        api.MapAttempts();
        api.MapConnections();
        api.MapFiles();
        api.MapTools();
        api.MapLedgers();
        api.MapWrites();
        api.MapPublishes();
        api.MapLimits();
        api.MapPolicy();
        api.MapSandboxFaults();
        app.MapGroup("/api/v1/account").WithTags("Account").ForPeople().MapAccountApi();
        app.MapGet("/.well-known/squaremcp-audit-key.pem", async (IGrainFactory grains, CancellationToken cancellationToken) =>
            TypedResults.Text(await grains.GetGrain<Ledger.ILedgerGrain>("system").PublicKey(cancellationToken), "application/x-pem-file"))
            .WithTags("Customer").WithSummary("The public key that heads of audit trails are signed with; needs no credential.");
        app.MapGroup("/api/v1/admin").WithTags("Operator").ForSuperadmin().MapAdmin();
    }

    /// <summary>Every error under /api is a problem document; every answer may not be stored.</summary>
    internal static void UseApiErrors(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), api =>
        {
            api.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                {
                    size.MaxRequestBodySize = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? MostBytes;
                }

                return next(context);
            });
            api.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = ExplainAsync,
                // A caller's mistake is the caller's to read; in the operator's log it would be a way to fill a disk.
                SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException,
            });
            api.UseStatusCodePages(async page => await Problems.Of(page.HttpContext.Response.StatusCode, page.HttpContext.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => "There is no such route. /openapi/v1.json lists them.",
                StatusCodes.Status405MethodNotAllowed => "This route does not take that method.",
                StatusCodes.Status415UnsupportedMediaType => "Content-Type must be application/json.",
                StatusCodes.Status413PayloadTooLarge => $"The body is larger than {MostBytes / 1024} KB.",
                _ => "The request cannot be served.",
            }).ExecuteAsync(page.HttpContext));
        });
    }

    private static Task ExplainAsync(HttpContext context)
    {
        // The handler of exceptions has emptied the answer's headers.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Explanation(context).ExecuteAsync(context);
    }

    private static ProblemHttpResult Explanation(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MostBytes / 1024} KB."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.Of(StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json."),
        BadHttpRequestException { InnerException: System.Text.Json.JsonException json } => Problems.Of(StatusCodes.Status400BadRequest, Readable(json)),
        BadHttpRequestException bad => Problems.Of(bad.StatusCode, "The request is not one this route takes: see /openapi/v1.json."),
        OrleansException => Again(context),
        TimeoutException => Problems.Of(StatusCodes.Status503ServiceUnavailable, "The gateway did not answer in time. Look before you repeat a change."),
        _ => Problems.Of(StatusCodes.Status500InternalServerError, "The gateway failed. The operator's log says more under this trace_id."),
    };

    /// <summary>A silo was lost, or the database did not take it; what only asks has been asked again before this.</summary>
    private static ProblemHttpResult Again(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The gateway could not finish this. Look before you repeat a change; what only reads can be asked again in a few seconds.");
    }

    /// <summary>The serializer's own sentence names our types; the position and the member are what a caller needs.</summary>
    private static string Readable(System.Text.Json.JsonException json) => json.Message switch
    {
        var message when message.Contains("could not be mapped", StringComparison.Ordinal) => $"The body has a member this route does not take: {message.Split('\'')[1]}.",
        var message when message.Contains("missing required properties", StringComparison.Ordinal) => $"The body lacks {message[(message.IndexOf(':') + 1)..].Trim().TrimEnd('.').Replace("'", "", StringComparison.Ordinal)}.",
        var message when message.Contains("Duplicate", StringComparison.Ordinal) => "The body has a member twice.",
        _ => $"The body is not the JSON this route takes (at {json.Path ?? "$"}, line {json.LineNumber + 1}).",
    };

    private static async Task<Ok<CustomerBody>> MeAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(CustomerBody.Of((await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Describe(context.RequestAborted))!));
}
