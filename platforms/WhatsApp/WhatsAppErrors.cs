using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>The refusals that only WhatsApp has (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).</summary>
internal static class WhatsAppErrors
{
    internal const string Title = "WhatsApp";

    /// <summary>About one message to the same person every six seconds.</summary>
    private static readonly TimeSpan Pair = TimeSpan.FromSeconds(6);

    internal static GraphErrors All { get; } = new(Title, Own);

    /// <summary>The person has not written within 24 hours, so only a template may be sent.</summary>
    /// <param name="templates">Those that may be sent, as a person would write them; empty where none are known.</param>
    internal static ToolError OutsideWindow(IReadOnlyList<string> templates) => new(
        ToolErrorKind.NotPermittedByPlatform,
        "This person has not written to the business within the last 24 hours, and WhatsApp then takes only approved templates. Nothing was sent. "
        + (templates.Count > 0 ? $"Use whatsapp_send_template with one of: {string.Join(", ", templates)}." : "Use whatsapp_send_template; whatsapp_list_templates names the approved templates."))
    { Reason = "outside_window" };

    internal const int Window = 131047;

    private static ToolError? Own(GraphProblem problem) => problem.Code switch
    {
        0 => new(ToolErrorKind.NeedsReconnection, "WhatsApp does not accept the stored token any more. Nothing was done. Ask the person you work for to make a new one in Meta's Business settings and to connect the number again; square_connect_platform tells how.") { IsTokenRefused = true },
        33 or 133010 or 131045 => NotPermitted("The number is not registered at WhatsApp's Cloud API, or is gone", "The person you work for must look at it in WhatsApp Manager."),
        131005 => NotPermitted($"The token may not do this: {problem.Says}", "It needs whatsapp_business_messaging and whatsapp_business_management for this number."),
        Window => OutsideWindow([]),
        131056 => new(ToolErrorKind.RateLimited, "WhatsApp takes about one message to the same person every six seconds. Nothing was sent.") { RetryAfter = Pair },
        131048 => NotPermitted("WhatsApp has stopped this number for a while, because people blocked or reported its messages", "Do not try again today; the person you work for can see the number's quality in WhatsApp Manager."),
        131049 => NotPermitted("This person has had as many marketing messages as WhatsApp lets through", "Do not try again within 24 hours."),
        131050 => NotPermitted("This person does not want marketing messages from this business", "Do not try again."),
        131026 => NotPermitted("WhatsApp cannot deliver to this recipient: not on WhatsApp, on an old version, or not reachable for businesses", "Trying again will not help."),
        130472 => NotPermitted("WhatsApp withholds marketing messages from this person, as an experiment of its own", "Trying again will not help."),
        131031 or 368 => NotPermitted($"WhatsApp has locked the business's account: {problem.Says}", "The person you work for must look at it in WhatsApp Manager."),
        131042 => NotPermitted("WhatsApp cannot charge the business for this message", "The person you work for must look at the payment settings in WhatsApp Manager."),
        131064 => NotPermitted("WhatsApp holds this template back until its category is settled", "Try another template, or tomorrow."),
        132015 or 132016 => NotPermitted($"WhatsApp has {(problem.Code == 132015 ? "paused" : "disabled")} this template, because people disliked it", "Use another; whatsapp_list_templates names them."),
        132001 => new(ToolErrorKind.NotFound, "There is no approved template of this name in this language. Nothing was sent. whatsapp_list_templates names them; each language is a template of its own.") { Argument = "template" },
        132000 or 132012 or 132005 or 132007 => new(ToolErrorKind.InvalidArgument, $"What is filled into the template does not fit it: {problem.Says} Nothing was sent. dry_run tells what it needs.") { Argument = "body_parameters" },
        131021 => new(ToolErrorKind.InvalidArgument, "The recipient is the business's own number. Nothing was sent.") { Argument = "to" },
        131052 or 131053 or 131051 => new(ToolErrorKind.InvalidArgument, $"WhatsApp cannot take the file: {problem.Says} Nothing was sent.") { Argument = "media" },
        100 when problem.Words?.Contains("nonexisting field (message_history)", StringComparison.OrdinalIgnoreCase) == true =>
            NotPermitted("WhatsApp does not tell this app what became of single messages", "The person you work for sees it in WhatsApp."),
        _ => null,
    };

    private static ToolError NotPermitted(string what, string then) => new(ToolErrorKind.NotPermittedByPlatform, $"{what.TrimEnd('.')}. Nothing was done. {then}");
}
