using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Squaremcp.Frontend.Tools;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>Errors as problem details (RFC 9457): what went wrong and what to do, never a stack trace.</summary>
internal static class Problems
{
    /// <summary>Registered by draft-ietf-httpapi-ratelimit-headers.</summary>
    private const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    internal static ProblemHttpResult Of(int status, string detail, IDictionary<string, object?>? more = null)
    {
        var extensions = more ?? new Dictionary<string, object?>();
        extensions["trace_id"] = Activity.Current?.TraceId.ToString();
        return TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), type: status == StatusCodes.Status429TooManyRequests ? QuotaExceeded : "about:blank", extensions: extensions);
    }

    internal static ProblemHttpResult Wrong(string member, string detail) =>
        Of(StatusCodes.Status400BadRequest, detail, new Dictionary<string, object?> { ["errors"] = new[] { new Dictionary<string, string> { ["pointer"] = $"/{member}", ["detail"] = detail } } });

    internal static ProblemHttpResult Of(ToolFailure failure, HttpContext context)
    {
        if (failure.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        var more = new Dictionary<string, object?> { ["kind"] = Outcomes.Word(failure.Kind) };
        if (failure.Reason is not null)
        {
            more["reason"] = failure.Reason;
        }

        if (failure.Kind is FailureKind.PlanLimit or FailureKind.RateLimited)
        {
            more["violated-policies"] = new[] { failure.Reason };
        }

        if (failure.Argument is not null)
        {
            more["errors"] = new[] { new Dictionary<string, string> { ["pointer"] = $"/{failure.Argument}", ["detail"] = failure.Message } };
        }

        return Of(failure is { Kind: FailureKind.InvalidArgument, Argument: "idempotency_key" } ? StatusCodes.Status422UnprocessableEntity : Status(failure.Kind), failure.Message, more);
    }

    /// <summary>Null where every string of the body is text; what takes any JSON has to ask.</summary>
    internal static ProblemHttpResult? NoText(JsonElement body) => WellFormed.IsText(JsonMarshal.GetRawUtf8Value(body))
        ? null
        : Of(StatusCodes.Status400BadRequest, "The body holds a string that is no text: it must be UTF-8, and surrogates must come in pairs.");

    private static int Status(FailureKind kind) => kind switch
    {
        FailureKind.InvalidArgument => StatusCodes.Status400BadRequest,
        FailureKind.UnknownTool or FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.NeedsConnection or FailureKind.NeedsReconnection or FailureKind.InProgress => StatusCodes.Status409Conflict,
        FailureKind.NotPermittedByPlatform or FailureKind.Refused => StatusCodes.Status403Forbidden,
        FailureKind.RateLimited or FailureKind.PlanLimit => StatusCodes.Status429TooManyRequests,
        FailureKind.OutcomeUnknown => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
