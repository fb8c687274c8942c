using System.Text.Json;
using Squaremcp.Frontend.Doctor;

namespace Squaremcp.Frontend.OAuth;

/// <summary>JSON answers of the endpoints that clients call: errors (RFC 6749 §5.2) and the rest, never stored by anybody.</summary>
internal static class OAuthAnswers
{
    internal static Task ErrorAsync(HttpContext context, string error, string why, int status = StatusCodes.Status400BadRequest)
    {
        Seen.Refused(context, error, why);
        return JsonAsync(context, new Dictionary<string, object?> { ["error"] = error, ["error_description"] = Challenges.Ascii(why) }, status);
    }

    /// <summary>An outage: the client keeps what it has and comes again.</summary>
    internal static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return ErrorAsync(context, "temporarily_unavailable", "The gateway cannot reach its storage now. Nothing was changed; try again.", StatusCodes.Status503ServiceUnavailable);
    }

    internal static Task TooManyAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
        return ErrorAsync(context, "temporarily_unavailable", "Too many requests from this address. Try again later.", StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Members that are null are left out: clients check what is there by its type.</summary>
    internal static async Task JsonAsync(HttpContext context, IReadOnlyDictionary<string, object?> members, int status = StatusCodes.Status200OK)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(members.Where(member => member.Value is not null).ToDictionary());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        if (context.Response.Headers.CacheControl.Count == 0)
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Pragma = "no-cache";
        }

        await context.Response.Body.WriteAsync(json);
    }
}
