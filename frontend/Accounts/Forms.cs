using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Reads what a page of ours sent, and tells on a page what cannot be taken.</summary>
internal sealed class Forms(Browser browser, Ceilings ceilings)
{
    /// <returns>The form, or null where a refusal was written.</returns>
    internal async Task<Parameters?> ReadAsync(HttpContext context)
    {
        if (await Parameters.OfFormAsync(context) is { } form && browser.IsOurs(context, form))
        {
            return form;
        }

        await ErrorPage.WriteAsync(context, "This form did not come from here", "Go back and try again. Your browser must allow cookies of this site.");
        return null;
    }

    /// <summary>The same for what can be tried without end: one network address has so many a minute.</summary>
    internal async Task<Parameters?> ReadAsync(HttpContext context, Ceiling ceiling) => await AdmitAsync(context, ceiling) ? await ReadAsync(context) : null;

    /// <returns>False where the network address has had its attempts of this minute, and a refusal was written.</returns>
    internal async Task<bool> AdmitAsync(HttpContext context, Ceiling ceiling)
    {
        if (ceilings.Take(ceiling, context.Connection.RemoteIpAddress) is not { } wait)
        {
            return true;
        }

        context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
        await ErrorPage.WriteAsync(context, "Too many attempts", $"Too many attempts came from your network. Wait {Ceilings.Seconds(wait)} seconds.", status: StatusCodes.Status429TooManyRequests);
        return false;
    }
}
