using Squaremcp.Frontend.OAuth;

namespace Squaremcp.Frontend.Accounts;

/// <summary>What is wrong with what a person gave, for a page and for a problem document.</summary>
/// <param name="Field">The member it is about; null where it is about all of it.</param>
internal sealed record Wrong(string? Field, string Says, int Status = StatusCodes.Status400BadRequest)
{
    /// <summary>Sets Retry-After, too.</summary>
    internal static Wrong TooMany(HttpContext context, TimeSpan wait, string what, string field)
    {
        context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
        return new(field, $"Too many {what}. Wait {Ceilings.Seconds(wait)} seconds.", StatusCodes.Status429TooManyRequests);
    }
}
