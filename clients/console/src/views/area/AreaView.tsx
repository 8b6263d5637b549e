import type { Route } from "../../state/route";

export default function AreaView(_props: { readonly route: Route }) {
  return <div className="page" />;
}
