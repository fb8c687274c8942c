using System.Reflection;

namespace Squaremcp.Tests.Callers;

/// <summary>An interface of which only one method is called. By reflection, since Orleans' own <c>IGrainFactory</c> has many more than ours.</summary>
public class Stub : DispatchProxy
{
    private Func<object> answer = () => throw new NotSupportedException("The stub was given no answer.");

    internal static T Of<T>(Func<object> answer)
        where T : class
    {
        var stub = Create<T, Stub>();
        ((Stub)(object)stub).answer = answer;
        return stub;
    }

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => answer();
}
