using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Operators;

/// <summary>A page of the operator's that not every installation has.</summary>
internal sealed record OperatorPage(string Path, string Title)
{
    /// <summary>To those that there are.</summary>
    internal static Html Links(HttpContext context) =>
        Html.Join(context.RequestServices.GetServices<OperatorPage>().Select(page => Html.Of($"""<p><a href="{page.Path}">{page.Title}</a></p>""")));
}
