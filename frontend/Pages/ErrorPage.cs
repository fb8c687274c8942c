using Squaremcp.Frontend.Doctor;

namespace Squaremcp.Frontend.Pages;

/// <summary>What went wrong and what to do, to a person.</summary>
internal static class ErrorPage
{
    /// <param name="back">Where a link may lead, if anywhere.</param>
    internal static Task WriteAsync(HttpContext context, string title, string why, (string Address, string Name)? back = null, int status = StatusCodes.Status400BadRequest)
    {
        Seen.Refused(context, "page", why);
        return Page.WriteAsync(context, title, Html.Of($"""<p role="alert">{why}</p>{DoctorPages.Hint(context)}{(back is var (address, name) ? Html.Of($"""<p><a class="button quiet" href="{address}">Back to {name}</a></p>""") : Html.Nothing)}"""), status);
    }
}
